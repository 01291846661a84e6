// The standard Markdown of the `markdown` block: headings, lists, quotes, code, and inline marks.

import { h } from "../dom.js";
import { renderPlain } from "./mrkdwn.js";
import { link } from "./tokens.js";

const FENCE = /^\s*```/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const QUOTE = /^\s*>\s?/;
const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const INLINE = new RegExp(
  [
    /`([^`\n]+)`/,
    /!?\[([^\]\n]{1,1000})\]\(([^()\s]{1,2000})\)/,
    /\*\*(?=\S)([^\n]+?)\*\*/,
    /~~(?=\S)([^\n]+?)~~/,
    /\*(?=\S)([^*\n]+?)\*/,
    /(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)/,
    /\b(https?:\/\/[^\s<>()]{1,2000})/,
  ].map((part) => part.source).join("|"),
  "g",
);

/** The nodes of a text in Markdown. HTML in it is text. */
export function renderMarkdown(text, reader) {
  if (typeof text !== "string") {
    throw new TypeError("no text");
  }
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    const kind = KINDS.find(({ starts }) => starts(lines[0]));
    nodes.push(kind.take(lines, reader));
  }
  return nodes.filter(Boolean);
}

/** Each takes its lines from the beginning of the list. The last kind takes any line. */
const KINDS = [
  { starts: (line) => FENCE.test(line), take: takeCode },
  { starts: (line) => HEADING.test(line), take: takeHeading },
  { starts: (line) => RULE.test(line), take: takeRule },
  { starts: (line) => QUOTE.test(line), take: takeQuote },
  { starts: (line) => ITEM.test(line), take: takeList },
  { starts: (line) => line.trim() === "", take: takeBlank },
  { starts: () => true, take: takeParagraph },
];

function takeCode(lines) {
  lines.shift();
  const end = lines.findIndex((line) => FENCE.test(line));
  const code = lines.splice(0, end < 0 ? lines.length : end);
  lines.shift();
  return h("pre", { class: "text-pre" }, code.join("\n"));
}

function takeHeading(lines, reader) {
  const [, marks, words] = HEADING.exec(lines.shift());
  const level = Math.min(marks.length + 2, 6);
  return h(`h${level}`, { class: `block-header level-${Math.min(marks.length, 4)}` },
    inline(words, reader));
}

function takeRule(lines) {
  lines.shift();
  return h("hr", { class: "block-divider" });
}

function takeQuote(lines, reader) {
  const quoted = takeWhile(lines, (line) => QUOTE.test(line));
  return h("blockquote", { class: "text-quote" },
    inlineLines(quoted.map((line) => line.replace(QUOTE, "")), reader));
}

function takeList(lines, reader) {
  const start = ITEM.exec(lines[0])[1];
  const isItem = (line) => ITEM.test(line) && Boolean(ITEM.exec(line)[1]) === Boolean(start);
  const items = takeWhile(lines, isItem).map((line) => h("li", {},
    inline(line.replace(ITEM, ""), reader)));
  return start
    ? h("ol", { class: "rich-list ordered-0", start }, items)
    : h("ul", { class: "rich-list bullet-0" }, items);
}

function takeBlank(lines) {
  lines.shift();
  return null;
}

function takeParagraph(lines, reader) {
  const isPlain = (line) => KINDS.findIndex(({ starts }) => starts(line)) === KINDS.length - 1;
  return h("p", { class: "text" }, inlineLines(takeWhile(lines, isPlain), reader));
}

function takeWhile(lines, test) {
  const end = lines.findIndex((line) => !test(line));
  return lines.splice(0, end < 0 ? lines.length : end);
}

function inlineLines(lines, reader) {
  return lines.map((line, place) => [place ? "\n" : null, inline(line, reader)]);
}

function inline(words, reader) {
  const nodes = [];
  let position = 0;
  for (const match of words.matchAll(INLINE)) {
    nodes.push(renderPlain(words.slice(position, match.index), reader), inlineNode(match, reader));
    position = match.index + match[0].length;
  }
  return [...nodes, renderPlain(words.slice(position), reader)];
}

function inlineNode([, code, label, address, bold, strike, starred, italic, bare], reader) {
  if (code !== undefined) return h("code", {}, code);
  if (label !== undefined) return link(address, inline(label, reader));
  if (bold !== undefined) return h("strong", {}, inline(bold, reader));
  if (strike !== undefined) return h("s", {}, inline(strike, reader));
  if (bare !== undefined) return link(bare, bare);
  return h("em", {}, inline(starred ?? italic, reader));
}
