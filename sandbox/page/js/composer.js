// Where people type: a field that grows, with completion. Enter sends, Shift+Enter begins a line.

import { runShortcut } from "./acts.js";
import { Completion } from "./completion.js";
import { fill, h } from "./dom.js";
import { openPicker } from "./emoji.js";
import { icon, signButton } from "./icons.js";
import { openMenu } from "./menus.js";
import { reader } from "./reader.js";
import { toSent } from "./typed.js";

export class Composer {
  #options;
  #chosen = new Map();
  #hint = h("span", { class: "usage", "aria-live": "polite" });
  #text;
  #grow;
  #completion;
  element;

  /**
   * `send(text)` gets the words as Slack keeps them and resolves with whether they arrived: if
   * not, they come back. `keep(words)` is told of every change. `onup` is called for the arrow up
   * in an empty field, `cancel` for Escape.
   */
  constructor(options) {
    this.#options = { keep: () => {}, onup: () => {}, words: "", sendLabel: "Send", ...options };
    this.#text = h("textarea", { rows: "1", "aria-label": options.label, maxlength: "40000",
      placeholder: options.label, value: this.#options.words, autocomplete: "off" });
    this.#grow = h("div", { class: "grow" }, this.#text);
    this.#completion = new Completion(this.#text, {
      inThread: options.inThread,
      onchoose: (option) => this.#complete(option),
    });
    this.element = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.#completion.element, this.#grow, this.#tools());
    this.#text.addEventListener("input", () => this.#changed());
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    this.#changed();
  }

  focus() {
    this.#text.focus();
    this.#text.setSelectionRange(this.#text.value.length, this.#text.value.length);
  }

  #tools() {
    const { sendLabel, cancel } = this.#options;
    return h(
      "div",
      { class: "composer-tools" },
      signButton("Insert emoji", "smile", (event) =>
        openPicker(event.currentTarget, (name) => this.#insert(`:${name}: `)),
      ),
      this.#shortcutsButton(),
      this.#hint,
      cancel && h("button", { type: "button", class: "button", onclick: cancel }, "Cancel"),
      h("button", { type: "submit", class: "send button primary", "aria-label": sendLabel,
        title: sendLabel }, sendLabel === "Send" ? icon("send") : sendLabel),
    );
  }

  #shortcutsButton() {
    const shortcuts = reader.shortcuts("global");
    if (!shortcuts.length || this.#options.inThread || this.#options.cancel) return null;
    const items = shortcuts.map((shortcut) => ({
      label: shortcut.name, detail: shortcut.description, act: () => runShortcut(shortcut),
    }));
    return h("button", { type: "button", class: "tool wide", "aria-haspopup": "menu",
      onclick: (event) => openMenu(event.currentTarget, "Shortcuts", items) },
    icon("bolt"), "Shortcuts");
  }

  #key(event) {
    if (this.#completion.takeKey(event) || event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.#text.value) {
      event.preventDefault();
      this.#options.onup();
    } else if (event.key === "Escape" && this.#options.cancel) {
      event.stopPropagation();
      this.#options.cancel();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const words = this.#text.value.trim();
    if (!words) return;
    this.#completion.close();
    this.#write("");
    let arrived = false;
    try {
      arrived = await this.#options.send(toSent(words, this.#chosen));
    } finally {
      if (!arrived) this.#write([words, this.#text.value].filter(Boolean).join("\n"));
    }
  }

  #complete({ mention }) {
    if (mention) this.#chosen.set(...mention);
    this.#changed();
  }

  #insert(words) {
    const { selectionStart, selectionEnd } = this.#text;
    this.#text.setRangeText(words, selectionStart, selectionEnd, "end");
    this.#changed();
    this.#text.focus();
  }

  #write(words) {
    this.#text.value = words;
    this.#changed();
  }

  #changed() {
    const words = this.#text.value;
    this.#grow.dataset.words = words;
    this.#options.keep(words);
    const typed = reader.commands.find(({ command }) => words.startsWith(`${command} `));
    const isHinted = typed && !this.#options.inThread;
    fill(this.#hint, isHinted ? `${typed.command} ${typed.usage_hint}` : null);
  }
}
