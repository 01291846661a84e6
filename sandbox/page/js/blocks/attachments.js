// Attachments of a message: a bar in their color, with blocks, or the older title, text and fields.

import { h } from "../dom.js";
import { renderMrkdwn } from "../text/mrkdwn.js";
import { link } from "../text/tokens.js";
import { draw } from "../svg.js";
import { renderBlocks } from "./blocks.js";

const COLORS = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };
const COLOR = /^#?[0-9a-f]{6}$/i;

/** The nodes of a message's `attachments`; `surface` is that of its blocks. */
export function renderAttachments(attachments, surface) {
  return (Array.isArray(attachments) ? attachments : []).map((each) =>
    h("div", { class: "attachment" }, bar(each?.color),
      h("div", { class: "attachment-body" }, body(each ?? {}, surface))),
  );
}

function bar(color) {
  const named = COLORS[color] ?? (COLOR.test(color) ? `#${color.replace("#", "")}` : null);
  const fill = named ? { fill: named } : {};
  return draw("svg", { class: "attachment-bar", "aria-hidden": "true" },
    draw("rect", { width: "100%", height: "100%", ...fill }));
}

function body(attachment, surface) {
  if (attachment.blocks) {
    return [line("text", attachment.pretext, surface), renderBlocks(attachment.blocks, surface)];
  }
  const parts = [
    line("text", attachment.pretext, surface),
    title(attachment),
    line("text", attachment.text, surface),
    (attachment.fields ?? []).map((field) => h("div", { class: "attachment-field" },
      h("strong", {}, String(field?.title ?? "")), line("text", field?.value, surface))),
    line("attachment-footer", attachment.footer, surface),
  ].flat().filter(Boolean);
  return parts.length ? parts : line("text", attachment.fallback, surface);
}

function title({ title: words, title_link: address }) {
  if (typeof words !== "string") return null;
  return h("strong", { class: "attachment-title" }, address ? link(address, words) : words);
}

function line(name, text, { reader }) {
  return typeof text === "string" && h("div", { class: name }, renderMrkdwn(text, reader));
}
