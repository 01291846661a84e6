// What people type, and what Slack keeps of it: `@Full Name` is `<@U…>`, `#room` is `<#C…>`.

import { reader } from "./reader.js";

const BROADCASTS = { "@here": "<!here>", "@channel": "<!channel>", "@everyone": "<!everyone>" };
const SIGN = /(?<![\p{L}\p{N}_<])[@#]/gu;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Typed words as they are sent. `chosen` says whom a name means that several people bear. */
export function toSent(text, chosen = new Map()) {
  const names = mentionables(chosen);
  let sent = "";
  let done = 0;
  for (const { index } of text.matchAll(SIGN)) {
    const found = names.find(([name]) => isAt(text, index, name));
    if (!found || index < done) continue;
    sent += text.slice(done, index) + found[1];
    done = index + found[0].length;
  }
  return sent + text.slice(done);
}

function isAt(text, index, name) {
  const next = text.slice(index + name.length, index + name.length + 1);
  return text.startsWith(name, index) && !/[\p{L}\p{N}_-]/u.test(next);
}

/** All that may be mentioned, longest first, with what it becomes. */
function mentionables(chosen) {
  const users = reader.users().map((user) => [`@${user.name}`, `<@${user.id}>`]);
  const handles = reader.users().map((user) => [`@${user.handle}`, `<@${user.id}>`]);
  const channels = reader.channels().map(({ id, name }) => [`#${name}`, `<#${id}>`]);
  const all = [...chosen, ...users, ...handles, ...channels, ...Object.entries(BROADCASTS)];
  return all.sort(([one], [other]) => other.length - one.length);
}

/** A message's text as it was typed, to be changed. */
export function toTyped(text) {
  return text
    .replace(/<@(\w+)(?:\|[^<>]*)?>/g, (whole, id) => nameOf("@", reader.user(id), whole))
    .replace(/<#(\w+)(?:\|[^<>]*)?>/g, (whole, id) => nameOf("#", reader.channel(id), whole))
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<((?:https?:\/\/|mailto:)[^<>|]+)(?:\|[^<>]*)?>/g, "$1")
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

function nameOf(sign, named, otherwise) {
  return named ? sign + named.name : otherwise;
}
