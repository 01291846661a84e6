// The small things inside a text: links, mentions, emoji, dates. Each becomes a node.

import { h } from "../dom.js";
import { showDate } from "./dates.js";

const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:"]);
const SKIN_TONE_BASE = 0x1f3f9;

/** The address if it may be followed: http, https and mailto only; else null. */
export function safeAddress(address) {
  try {
    const url = new URL(String(address));
    return SAFE_SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens elsewhere. An address that may not be followed is shown as the text it is. */
export function link(address, ...children) {
  const href = safeAddress(address);
  const shown = children.length ? children : [String(address).replace(/^mailto:/, "")];
  if (href === null) {
    return h("span", { class: "text-unlinked", title: "This address cannot be opened" }, shown);
  }
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, shown);
}

export function userMention(id, reader, label) {
  const name = reader.user(id)?.name ?? label ?? id;
  const look = id === reader.me?.id ? "mention mention-me" : "mention";
  return h("span", { class: look }, `@${name.replace(/^@/, "")}`);
}

/** A channel that the viewer can see leads there; another's name is not told. */
export function channelMention(id, reader, label) {
  const channel = reader.channel(id);
  if (channel) {
    const href = `#/${encodeURIComponent(reader.me?.id ?? "")}/${encodeURIComponent(id)}`;
    return h("a", { class: "mention", href }, `#${channel.name}`);
  }
  const name = label ? `#${label.replace(/^#/, "")}` : "🔒 private channel";
  return h("span", { class: "mention" }, name);
}

export function broadcast(range) {
  return h("span", { class: "mention mention-me" }, `@${range}`);
}

export function groupMention(id, label) {
  return h("span", { class: "mention" }, label ?? `@${id}`);
}

/** The character of an emoji by its name, perhaps with `::skin-tone-2`; null for no such emoji. */
export function emojiCharacter(name, reader) {
  const [plain, tone] = String(name).split("::skin-tone-");
  const character = reader.emoji(plain);
  return typeof character === "string" ? withTone(character, Number(tone)) : null;
}

export function emoji(name, reader) {
  const character = emojiCharacter(name, reader);
  const words = `:${name}:`;
  if (!character) {
    return document.createTextNode(words);
  }
  return h("span", { class: "emoji", role: "img", "aria-label": words, title: words }, character);
}

function withTone(character, tone) {
  if (!(tone >= 2 && tone <= 6)) {
    return character;
  }
  const [first, ...rest] = Array.from(character);
  const withoutVariation = rest.filter((point) => point !== "\ufe0f").join("");
  return first + String.fromCodePoint(SKIN_TONE_BASE + tone) + withoutVariation;
}

/** A moment in the viewer's zone; the fallback where it is no moment. */
export function date(timestamp, form, reader, { address = null, fallback = "" } = {}) {
  const seconds = Number(timestamp);
  if (!/^-?\d+$/.test(String(timestamp)) || !Number.isFinite(new Date(seconds * 1000).getTime())) {
    return h("span", {}, fallback || String(timestamp ?? ""));
  }
  const iso = new Date(seconds * 1000).toISOString();
  const shown = h("time", { datetime: iso, title: describeMoment(seconds, reader) },
    showDate(seconds, form, reader));
  return address ? link(address, shown) : shown;
}

function describeMoment(seconds, reader) {
  return `${showDate(seconds, "{date_long} at {time_secs}", reader)} (${reader.tz})`;
}
