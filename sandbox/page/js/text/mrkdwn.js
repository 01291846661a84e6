// Slack's own markup, mrkdwn: what a `text` and a text object of type mrkdwn contain.

import { h } from "../dom.js";
import { plainCells, styleCells } from "./cells.js";
import {
  broadcast,
  channelMention,
  date,
  emoji,
  emojiCharacter,
  groupMention,
  link,
  safeAddress,
  userMention,
} from "./tokens.js";

const PREFORMATTED = /```([^]+?)```/;
const QUOTE = /^(?:>|&gt;) ?/;
const QUOTE_ALL = /^(?:>>>|&gt;&gt;&gt;) ?/;
const EMOJI = /:([a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?):/;
const ANGLES = /<([^<>\n]+)>/;
const ADDRESS = /\bhttps?:\/\/[^\s<>|]{1,2000}/;
const PIECE = new RegExp(
  `\`([^\`\\n]+)\`|${ANGLES.source}|${EMOJI.source}|&(amp|lt|gt);|(${ADDRESS.source})`,
  "g",
);
const BROADCASTS = new Set(["here", "channel", "everyone"]);
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/**
 * The nodes of a text in mrkdwn. Bare addresses become links unless it is `verbatim`.
 */
export function renderMrkdwn(text, reader, { verbatim = false } = {}) {
  const parts = String(text ?? "").split(PREFORMATTED);
  const nodes = parts.flatMap((part, place) =>
    place % 2 ? [preformatted(part, reader)] : paragraphs(part, reader, verbatim, parts, place),
  );
  return nodes.filter((node) => node !== "").map(asNode);
}

/** The nodes of a plain text, in which nothing counts but the names of emoji. */
export function renderPlain(text, reader, { withEmoji = true } = {}) {
  const words = String(text ?? "");
  if (!withEmoji) {
    return [document.createTextNode(words)];
  }
  return words.split(new RegExp(EMOJI, "g")).map((part, place) =>
    place % 2 ? emoji(part, reader) : document.createTextNode(part),
  );
}

/** A text object of either type; throws a TypeError for anything that is none. */
export function renderText(object, reader) {
  if (typeof object?.text !== "string") {
    throw new TypeError("not a text object");
  }
  if (object.type === "mrkdwn") {
    return renderMrkdwn(object.text, reader, { verbatim: object.verbatim === true });
  }
  return renderPlain(object.text, reader, { withEmoji: object.emoji !== false });
}

/** A text object as words only, for where nodes cannot stand: names, fields, placeholders. */
export function wordsOf(object, reader) {
  return h("span", {}, renderText(object, reader)).textContent;
}

/** The characters that `&amp;`, `&lt;` and `&gt;` stand for. */
export function unescapeEntities(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

function preformatted(content, reader) {
  const trimmed = content.replace(/^\n/, "").replace(/\n$/, "");
  return h("pre", { class: "text-pre" }, codeNodes(trimmed, reader));
}

/** The text around preformatted blocks, without the line breaks that these bring themselves. */
function paragraphs(part, reader, verbatim, parts, place) {
  let text = place > 0 ? part.replace(/^\n/, "") : part;
  text = place < parts.length - 1 ? text.replace(/\n$/, "") : text;
  return text === "" ? [] : lines(text.split("\n"), reader, verbatim);
}

function lines(all, reader, verbatim) {
  const nodes = [];
  let place = 0;
  while (place < all.length) {
    const count = quotedLines(all, place);
    if (count) {
      const inner = all.slice(place, place + count).map((line) => unquote(line));
      nodes.push(h("blockquote", { class: "text-quote" }, inlineLines(inner, reader, verbatim)));
    } else {
      const startsLine = place > 0 && !quotedLines(all, place - 1);
      nodes.push(startsLine ? "\n" : "", renderLine(all[place], reader, verbatim));
    }
    place += count || 1;
  }
  return nodes.flat(Infinity);
}

/** How many lines from here on are one quotation: none, some, or with `>>>` all that follow. */
function quotedLines(all, place) {
  if (QUOTE_ALL.test(all[place])) {
    return all.length - place;
  }
  let end = place;
  while (end < all.length && QUOTE.test(all[end]) && !QUOTE_ALL.test(all[end])) {
    end += 1;
  }
  return end - place;
}

function unquote(line) {
  return line.replace(QUOTE_ALL, "").replace(QUOTE, "");
}

function inlineLines(all, reader, verbatim) {
  return all.flatMap((line, place) => [place ? "\n" : "", renderLine(line, reader, verbatim)]);
}

function renderLine(line, reader, verbatim) {
  const cells = [];
  let position = 0;
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(line); match; match = PIECE.exec(line)) {
    cells.push(...plainCells(line.slice(position, match.index)));
    const { cell, length } = pieceCell(match, reader, verbatim);
    cells.push(...(typeof cell === "string" ? plainCells(cell) : [cell]));
    position = match.index + length;
    PIECE.lastIndex = position;
  }
  cells.push(...plainCells(line.slice(position)));
  return styleCells(cells);
}

/** What a match stands for, and how much of it that takes. */
function pieceCell(match, reader, verbatim) {
  const [whole, code, angles, name, entity, address] = match;
  if (code !== undefined) {
    return { cell: h("code", {}, codeNodes(code, reader)), length: whole.length };
  }
  if (angles !== undefined) {
    return { cell: angleNode(angles, reader) ?? unescapeEntities(whole), length: whole.length };
  }
  if (entity !== undefined) {
    return { cell: ENTITIES[whole], length: whole.length };
  }
  if (name !== undefined) {
    const known = emojiCharacter(name, reader) !== null;
    return known ? { cell: emoji(name, reader), length: whole.length } : { cell: ":", length: 1 };
  }
  return bareAddress(address, verbatim);
}

/** An address that stands in the text; what ends the sentence is not part of it. */
function bareAddress(address, verbatim) {
  const ended = address.replace(/(?:[*_~.,;:!?'")\]]|&gt;|&lt;)+$/, "");
  const written = unescapeEntities(ended);
  const cell = verbatim ? written : link(written, written);
  return { cell, length: ended.length };
}

/** Code has no marks and no emoji, but links and mentions stay what they are. */
function codeNodes(content, reader) {
  return content.split(new RegExp(ANGLES, "g")).map((part, place) =>
    place % 2
      ? (angleNode(part, reader) ?? `<${unescapeEntities(part)}>`)
      : unescapeEntities(part),
  );
}

/** What stands between angles: a mention, a date, a link; null where it is none of these. */
function angleNode(content, reader) {
  const bar = content.indexOf("|");
  const target = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeEntities(content.slice(bar + 1));
  const kind = Object.hasOwn(ANGLE_KINDS, target[0]) ? ANGLE_KINDS[target[0]] : linkNode;
  return kind(target, label, reader);
}

const ANGLE_KINDS = {
  "@": (target, label, reader) => userMention(target.slice(1), reader, label),
  "#": (target, label, reader) => channelMention(target.slice(1), reader, label),
  "!": (target, label, reader) => specialNode(target.slice(1), label, reader),
};

function specialNode(target, label, reader) {
  const [kind, ...rest] = target.split("^");
  if (BROADCASTS.has(kind)) {
    return broadcast(kind);
  }
  if (kind === "subteam") {
    return groupMention(rest[0] ?? "", label);
  }
  if (kind === "date") {
    const [timestamp, form = "", address] = rest.map(unescapeEntities);
    return date(timestamp, form, reader, { address, fallback: label });
  }
  return h("span", {}, label ?? `<!${target}>`);
}

function linkNode(target, label, reader) {
  const address = unescapeEntities(target);
  if (safeAddress(address) === null) {
    return null;
  }
  return label ? link(address, renderPlain(label, reader)) : link(address);
}

function asNode(node) {
  return typeof node === "string" ? document.createTextNode(node) : node;
}
