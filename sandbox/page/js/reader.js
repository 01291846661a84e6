// How the person who looks at the page sees things: names, channels, zone, emoji and the time.

import { ask } from "./api.js";

class Reader {
  #directory = { me: null, workspaces: {}, users: {}, channels: {}, apps: [] };
  #emoji = {};
  #ahead = 0;

  /** Look as `person` from now on, or look again. */
  async load(person) {
    const [directory] = await Promise.all([ask("sees.directory", { person }), this.#learnEmoji()]);
    this.#directory = directory;
  }

  async #learnEmoji() {
    if (Object.keys(this.#emoji).length) return;
    const response = await fetch("/page/emoji.json");
    this.#emoji = await response.json();
  }

  /** The sandbox's clock says `iso`, and runs as fast as ours. */
  setClock(iso) {
    this.#ahead = Date.parse(iso) - Date.now();
  }

  now() {
    return new Date(Date.now() + this.#ahead);
  }

  get me() {
    return this.#directory.me;
  }

  get tz() {
    return this.me.tz;
  }

  get apps() {
    return this.#directory.apps;
  }

  /** The slash commands that this person has: none where their workspace has no app. */
  get commands() {
    return this.#directory.commands ?? [];
  }

  /** Shortcuts of this person; `type` is "global" or "message". */
  shortcuts(type) {
    return (this.#directory.shortcuts ?? []).filter((shortcut) => shortcut.type === type);
  }

  user(id) {
    return find(this.#directory.users, id);
  }

  users() {
    return Object.values(this.#directory.users);
  }

  channel(id) {
    return find(this.#directory.channels, id);
  }

  channels() {
    return Object.values(this.#directory.channels);
  }

  /** The name of a workspace. */
  workspace(id) {
    return find(this.#directory.workspaces, id);
  }

  /** The character of an emoji by its name, which may carry a skin tone; undefined if unknown. */
  emoji(name) {
    return find(this.#emoji, name) ?? find(this.#emoji, name.split("::")[0]);
  }

  emojiNames() {
    return Object.keys(this.#emoji);
  }

  isExternal(userId) {
    const user = this.user(userId);
    return Boolean(user) && user.team_id !== this.me.team_id;
  }
}

/** Ids and names come from what people write: `constructor` is nobody, and no emoji. */
function find(table, id) {
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

export const reader = new Reader();
