// Blocks that hold others: card, carousel, container.

import { h } from "../dom.js";
import { renderText } from "../text/mrkdwn.js";
import { renderElement } from "./elements.js";
import { picture } from "./pictures.js";
import { richText } from "./rich_text.js";

const WIDTHS = new Set(["narrow", "standard", "wide", "full"]);
const PARTS = ["hero_image", "title", "actions", "body"];

export function card(block, surface) {
  if (!PARTS.some((name) => block[name])) {
    throw new TypeError("an empty card");
  }
  const line = (name) => block[name] &&
    h("div", { class: `card-${name} text` }, renderText(block[name], surface.reader));
  return h("article", { class: "block-card" },
    block.hero_image && picture(block.hero_image, "card-hero"),
    h("div", { class: "card-head" }, block.icon && picture(block.icon, "card-icon"),
      h("div", {}, line("title"), line("subtitle"))),
    line("body"), line("subtext"),
    block.actions && h("div", { class: "block-actions" },
      block.actions.map((element) => renderElement(element, block, surface))));
}

export function carousel(block, surface) {
  const cards = h("div", { class: "carousel-cards", tabindex: "0", role: "region",
    "aria-label": "Cards" },
  block.elements.map((element) => card(element, { ...surface, owner: surface.owner ?? block })));
  const turn = (by) => cards.scrollBy({ left: by * cards.clientWidth * 0.8 });
  const arrow = (name, sign, by) => h("button", { class: "button", type: "button",
    "aria-label": name, onclick: () => turn(by) }, sign);
  return h("div", { class: "block-carousel", role: "group", "aria-roledescription": "carousel" },
    cards, block.elements.length > 1 && h("div", { class: "carousel-arrows" },
      arrow("Previous card", "‹", -1), arrow("Next card", "›", 1)));
}

/** `renderBlocks` draws the children. What they tell, they tell as parts of the container. */
export function container(block, surface, renderBlocks) {
  const inner = { ...surface, owner: surface.owner ?? block };
  const children = h("div", { class: "container-body" }, renderBlocks(block.child_blocks, inner));
  const width = WIDTHS.has(block.width) ? block.width : "standard";
  if (block.is_collapsible) {
    return h("details", { class: `block-container ${width}`, open: !block.default_collapsed },
      h("summary", {}, heading(block, surface)), children);
  }
  const line = block.has_header_divider ? " ruled" : "";
  return h("section", { class: `block-container ${width}` },
    h("div", { class: `container-head${line}` }, heading(block, surface)), children);
}

function heading(block, { reader }) {
  const title = block.title ? renderText(block.title, reader)
    : richText(block.rich_text_title, { reader });
  return h("span", { class: "container-heading" },
    block.icon && picture(block.icon, "card-icon"),
    h("span", {}, h("strong", {}, title), block.subtitle &&
      h("span", { class: "container-subtitle" }, renderText(block.subtitle, reader))));
}
