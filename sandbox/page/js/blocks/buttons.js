// What is pressed: buttons of all kinds, and the overflow menu.

import { h } from "../dom.js";
import { openMenu } from "../menus.js";
import { renderText, wordsOf } from "../text/mrkdwn.js";
import { safeAddress } from "../text/tokens.js";
import { askFirst } from "../confirm.js";
import { frame, perform } from "./acting.js";

const STYLES = { primary: " primary", danger: " danger" };

/** A button; nothing for people who are not among its `visible_to_user_ids`. */
export function button(element, block, surface) {
  const only = element.visible_to_user_ids;
  if (only && !only.includes(surface.reader.me?.id)) {
    return null;
  }
  const place = frame(element, block, surface);
  const address = element.url ? safeAddress(element.url) : null;
  place.append(address ? linkButton(element, block, surface, place, address)
    : plainButton(element, block, surface, place));
  return place;
}

function plainButton(element, block, surface, place) {
  const press = () => report(place, element, block, surface);
  return h("button", { ...traits(element), type: "button", onclick: press },
    renderText(element.text, surface.reader));
}

/** Opens the address, and the app hears of the press as well. */
function linkButton(element, block, surface, place, address) {
  const open = async (event) => {
    if (element.confirm) {
      event.preventDefault();
      if (!(await askFirst(element.confirm, surface.reader))) return;
      window.open(address, "_blank", "noopener,noreferrer");
    }
    await report(place, { ...element, confirm: undefined }, block, surface);
  };
  return h("a",
    { ...traits(element), href: address, target: "_blank", rel: "noopener noreferrer",
      onclick: open },
    renderText(element.text, surface.reader));
}

function traits(element) {
  return {
    class: `button${STYLES[element.style] ?? ""}`,
    "aria-label": element.accessibility_label,
  };
}

function report(place, element, block, surface, option) {
  const asked = { confirm: element.confirm, reader: surface.reader };
  return perform(place, asked, () => surface.press(element, surface.owner ?? block, option));
}

/** The three dots with up to five options. */
export function overflow(element, block, surface) {
  const place = frame(element, block, surface);
  const items = element.options.map((option) => ({
    label: wordsOf(option.text, surface.reader),
    detail: option.description && wordsOf(option.description, surface.reader),
    act: () => pressOption(place, element, block, surface, option),
  }));
  const open = (event) => openMenu(event.currentTarget, "More options", items);
  place.append(h("button", { class: "button sign", type: "button", "aria-label": "More options",
    "aria-haspopup": "menu", "aria-expanded": "false", onclick: open }, "⋯"));
  return place;
}

function pressOption(place, element, block, surface, option) {
  const address = option.url ? safeAddress(option.url) : null;
  if (address) {
    window.open(address, "_blank", "noopener,noreferrer");
  }
  return report(place, { ...element, confirm: option.confirm ?? element.confirm }, block, surface,
    option);
}

/** Two buttons: what it says is good, what it says is bad. */
export function feedbackButtons(element, block, surface) {
  const place = frame(element, block, surface);
  const sides = [["👍", element.positive_button], ["👎", element.negative_button]];
  place.append(...sides.map(([sign, side]) => {
    const press = () => report(place, element, block, surface, side);
    return signButton(sign, side, press, surface.reader);
  }));
  return place;
}

export function iconButton(element, block, surface) {
  const only = element.visible_to_user_ids;
  if (only && !only.includes(surface.reader.me?.id)) {
    return null;
  }
  const place = frame(element, block, surface);
  const press = () => report(place, element, block, surface);
  place.append(signButton("🗑", element, press, surface.reader));
  return place;
}

function signButton(sign, json, press, reader) {
  const words = renderText(json.text, reader);
  return h("button",
    { class: "button sign", type: "button", "aria-label": json.accessibility_label,
      onclick: press },
    h("span", { "aria-hidden": "true" }, sign), words);
}
