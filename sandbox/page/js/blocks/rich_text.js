// Rich text: what people's own messages are made of, and what apps may send.

import { h } from "../dom.js";
import { draw } from "../svg.js";
import {
  broadcast,
  channelMention,
  date,
  emoji,
  groupMention,
  link,
  userMention,
} from "../text/tokens.js";

const STYLES = {
  bold: "strong",
  italic: "em",
  strike: "s",
  code: "code",
  underline: "u",
  highlight: "mark",
  client_highlight: "mark",
};
const BULLETS = 3;
const COLOR = /^#[0-9a-f]{3,8}$/i;

const INLINE = {
  text: (part) => part.text,
  link: (part) => link(part.url, part.text || part.url),
  emoji: (part, reader) => emoji(part.skin_tone ? `${part.name}::skin-tone-${part.skin_tone}`
    : part.name, reader),
  user: (part, reader) => userMention(part.user_id, reader),
  usergroup: (part) => groupMention(part.usergroup_id),
  channel: (part, reader) => channelMention(part.channel_id, reader),
  team: (part, reader) => groupMention(reader.workspace(part.team_id) ?? part.team_id),
  broadcast: (part) => broadcast(part.range),
  color: (part) => color(part.value),
  date: (part, reader) => date(part.timestamp, part.format, reader,
    { address: part.url, fallback: part.fallback }),
};

const PARTS = {
  rich_text_section: (part, reader) => h("div", { class: "text" }, inline(part.elements, reader)),
  rich_text_quote: (part, reader) =>
    h("blockquote", { class: "text-quote" }, inline(part.elements, reader)),
  rich_text_preformatted: (part, reader) =>
    h("pre", { class: "text-pre" }, inline(part.elements, reader)),
  rich_text_list: list,
};

export function richText(block, { reader }) {
  const nodes = block.elements.map((part) => PARTS[part.type](part, reader));
  return h("div", { class: "block-rich-text" }, nodes);
}

function list(part, reader) {
  const depth = Math.min(Math.max(Number(part.indent) || 0, 0), 8);
  const isOrdered = part.style === "ordered";
  const start = isOrdered && part.offset ? String(part.offset + 1) : null;
  const name = `rich-list indent-${depth} ${isOrdered ? "ordered" : "bullet"}-${depth % BULLETS}`;
  const items = part.elements.map((item) => h("li", {}, inline(item.elements, reader)));
  return h(isOrdered ? "ol" : "ul", { class: name, start }, items);
}

function inline(parts, reader) {
  return parts.map((part) => {
    const show = Object.hasOwn(INLINE, part.type) ? INLINE[part.type] : null;
    if (!show) {
      throw new TypeError("no such part of rich text");
    }
    return styled(show(part, reader), part.style);
  });
}

function styled(node, style) {
  const tags = Object.keys(STYLES).filter((name) => style?.[name] === true);
  return tags.reduce((inner, name) => h(STYLES[name], {}, inner), node);
}

/** The value of a color, with a swatch of it. */
function color(value) {
  return COLOR.test(value) ? [swatch(value), value] : value;
}

function swatch(value) {
  return draw("svg", { class: "swatch", viewBox: "0 0 1 1", "aria-hidden": "true" },
    draw("rect", { width: 1, height: 1, fill: value }));
}
