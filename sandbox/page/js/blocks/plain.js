// The plain blocks: section, header, divider, context, markdown, alert.

import { h } from "../dom.js";
import { renderMarkdown } from "../text/markdown.js";
import { renderText } from "../text/mrkdwn.js";
import { renderElement, renderElements } from "./elements.js";
import { picture } from "./pictures.js";

const ALERTS = {
  default: ["", ""],
  info: ["ℹ", "Note: "],
  warning: ["⚠", "Warning: "],
  error: ["⛔", "Error: "],
  success: ["✓", "Done: "],
};

export function section(block, surface) {
  if (!block.text && !block.fields) {
    throw new TypeError("a section needs text or fields");
  }
  const words = h("div", { class: "section-words" },
    block.text && h("div", { class: "text" }, renderText(block.text, surface.reader)),
    block.fields && fields(block.fields, surface.reader));
  const accessory = block.accessory && h("div", { class: "section-accessory" },
    renderElement(block.accessory, block, surface));
  return h("div", { class: "block-section" }, words, accessory);
}

function fields(all, reader) {
  const nodes = all.map((field) => h("div", { class: "text" }, renderText(field, reader)));
  return h("div", { class: "section-fields" }, nodes);
}

/** A heading below those of the page itself, which end at level 2. */
export function header(block, { reader }) {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return h(`h${level + 2}`, { class: `block-header level-${level}` },
    renderText(block.text, reader));
}

export function divider() {
  return h("hr", { class: "block-divider" });
}

export function context(block, { reader }) {
  const nodes = block.elements.map((element) => element.type === "image"
    ? picture(element, "context-image")
    : h("span", { class: "text" }, renderText(element, reader)));
  return h("div", { class: "block-context" }, nodes);
}

export function actions(block, surface) {
  return renderElements(block, surface);
}

export function markdown(block, { reader }) {
  return h("div", { class: "block-markdown" }, renderMarkdown(block.text, reader));
}

export function alert(block, { reader }) {
  const level = Object.hasOwn(ALERTS, block.level ?? "") ? block.level : "default";
  const [sign, words] = ALERTS[level];
  return h("div", { class: `block-alert ${level}`, role: "note" },
    sign && h("span", { class: "alert-sign", "aria-hidden": "true" }, sign),
    h("div", { class: "text" }, h("span", { class: "unseen" }, words),
      renderText(block.text, reader)));
}
