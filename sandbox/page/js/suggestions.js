// What may be meant by the word before the caret: a command, a person, a channel or an emoji.

import { findEmoji } from "./emoji.js";
import { reader } from "./reader.js";

const SHOWN = 8;

/**
 * `{from, options}` for the text before the caret, or null. From `from` on, an option's `insert`
 * takes the place of what was typed; `mention` is what it stands for.
 */
export function suggest(before, { inThread = false } = {}) {
  for (const [pattern, find] of KINDS) {
    const match = pattern.exec(before);
    if (!match || (inThread && find === commands)) continue;
    const options = find(match[2].toLowerCase()).slice(0, SHOWN);
    if (options.length) return { from: match.index + match[1].length, options };
  }
  return null;
}

const KINDS = [
  [/^()\/([\w-]*)$/, commands],
  [/(^|[\s(])@([^\n@#:]{0,40})$/u, people],
  [/(^|[\s(])#([\w-]{0,80})$/u, channels],
  [/(^|[\s(]):([a-z0-9_+-]{2,})$/i, emoji],
];

function commands(words) {
  return reader.commands
    .filter(({ command }) => command.slice(1).startsWith(words))
    .map(({ command, description, usage_hint: hint, app }) => ({
      label: command, hint, detail: `${description} · ${app}`, insert: `${command} `,
    }));
}

function people(words) {
  return reader
    .users()
    .filter((user) => !user.deleted && bears(user, words))
    .sort((one, other) => one.name.localeCompare(other.name))
    .map((user) => ({
      label: user.name,
      detail: user.is_bot ? "App" : reader.workspace(user.team_id),
      user,
      insert: `@${user.name} `,
      mention: [`@${user.name}`, `<@${user.id}>`],
    }));
}

function bears({ name, handle }, words) {
  const names = [name.toLowerCase(), handle.toLowerCase()];
  const starts = names.flatMap((one) => [one, ...one.split(" ").slice(1)]);
  return starts.some((start) => start.startsWith(words)) && !words.endsWith(" ");
}

function channels(words) {
  return reader
    .channels()
    .filter(({ name }) => name.includes(words))
    .map(({ id, name }) => ({
      label: `#${name}`, insert: `#${name} `, mention: [`#${name}`, `<#${id}>`],
    }));
}

function emoji(words) {
  return findEmoji(words, SHOWN).map((name) => ({
    label: `:${name}:`, glyph: reader.emoji(name), insert: `:${name}: `,
  }));
}
