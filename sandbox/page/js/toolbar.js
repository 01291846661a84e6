// The tools of a message. There is one toolbar a list: it goes to the message that is pointed at
// or holds the focus.

import { act, runShortcut, toggleReaction } from "./acts.js";
import { askFirst } from "./confirm.js";
import { h } from "./dom.js";
import { openPicker } from "./emoji.js";
import { signButton } from "./icons.js";
import { openMenu } from "./menus.js";
import { isTombstone } from "./message.js";
import { reader } from "./reader.js";
import { go } from "./state.js";
import { stepFocus } from "./stepping.js";

export class Toolbar {
  #message = null;
  #edit;
  #element;

  /** `inThread`: without "Reply in thread". `edit(message)` begins to change it in its place. */
  constructor({ inThread, edit }) {
    this.#edit = edit;
    this.#element = h(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Message" },
      signButton("Add reaction", "react", (event) => this.#pick(event.currentTarget)),
      inThread ? null : signButton("Reply in thread", "reply", () => this.#reply()),
      signButton("More actions", "more", (event) => this.#more(event.currentTarget)),
    );
    this.#element.addEventListener("keydown", (event) =>
      stepFocus(event, ["ArrowLeft", "ArrowRight"], this.#element.querySelectorAll("button")));
  }

  /** Stand at `article`, the message of which is `message`. */
  attach(article, message) {
    if (this.#isInUse()) return;
    if (message.ephemeral || isTombstone(message)) {
      this.detach();
      return;
    }
    this.#message = message;
    if (this.#element.parentElement !== article) this.#stand(article);
  }

  /** Move from an article to the one that takes its place. */
  move(old, fresh, message) {
    if (this.#element.parentElement !== old) return;
    this.#message = message;
    this.#stand(fresh);
  }

  detach() {
    if (!this.#isInUse()) this.#stand(null);
  }

  #stand(article) {
    this.#element.closest(".stretch")?.classList.remove("in-hand");
    this.#element.remove();
    article?.append(this.#element);
    article?.closest(".stretch").classList.add("in-hand");
  }

  /** With an open menu or picker, or with the keyboard. */
  #isInUse() {
    return this.#element.querySelector("[aria-expanded=true], :focus-visible") !== null;
  }

  #pick(button) {
    const message = this.#message;
    openPicker(button, (name) => toggleReaction(message, name));
  }

  #reply() {
    go({ thread: this.#message.thread_ts ?? this.#message.ts });
  }

  #more(button) {
    const message = this.#message;
    const shortcuts = reader.shortcuts("message").map((shortcut) => ({
      label: shortcut.name,
      detail: shortcut.app,
      act: () => runShortcut(shortcut, message),
    }));
    const own = message.user === reader.me.id ? this.#ownItems(message) : [];
    const items = [...shortcuts, ...own];
    openMenu(button, "More actions", items.length ? items : ["Nothing more to do here"]);
  }

  async #delete(message) {
    if (await askFirst(SURE, reader)) await act("person.deletes", message);
  }

  #ownItems(message) {
    const { channel, ts } = message;
    return [
      { label: "Edit message", act: () => this.#edit(message) },
      { label: "Delete message", danger: true, act: () => this.#delete({ channel, ts }) },
    ];
  }
}

const SURE = {
  title: { type: "plain_text", text: "Delete message" },
  text: { type: "plain_text", text: "Delete this message for everybody? This cannot be undone." },
  confirm: { type: "plain_text", text: "Delete" },
  deny: { type: "plain_text", text: "Cancel" },
  style: "danger",
};
