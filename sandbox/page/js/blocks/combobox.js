// A field to choose from a list in, by typing, keys or pointer: one choice, or many as tokens.

import { fill, h } from "../dom.js";
import { newId } from "./acting.js";
import { drawOptions } from "./options.js";
import { openAt } from "./placing.js";

/**
 * `settings`: `choices(query)` gives what is offered, `label` or `id` name the field, `describedby`
 * and `required` say more of it, `many` and `most` say how many may be chosen, `chosen` is what is
 * chosen at first, `onchange()` hears of every change, of many choices only when the list closes.
 */
export class Combobox {
  #settings;
  #chosen;
  #rows = [];
  #active = -1;
  #query = "";
  #changed = false;
  #opened = null;

  constructor(settings) {
    this.#settings = settings;
    this.#chosen = settings.chosen;
    const listId = newId("list");
    this.input = inputNode(settings, listId);
    this.list = h("div", { class: "combobox-list", role: "listbox", id: listId, popover: "manual",
      tabindex: "-1", "aria-label": settings.label ?? "Options",
      "aria-multiselectable": settings.many ? "true" : null });
    this.tokens = h("span", { class: "combobox-tokens" });
    this.clearer = h("button", { class: "combobox-clear", type: "button", "aria-label": "Clear",
      onclick: () => this.#clear() }, "✕");
    this.node = h("div", { class: "combobox" },
      h("div", { class: "combobox-field field" }, this.tokens, this.input, this.clearer),
      this.list);
    this.#listen();
    this.#showChosen();
  }

  /** What is chosen: a list of choices, in the order of choosing. */
  get chosen() {
    return this.#chosen;
  }

  /** Choose these instead, without telling anybody. */
  set chosen(choices) {
    this.#chosen = choices;
    this.#showChosen();
  }

  #listen() {
    this.input.addEventListener("click", () => this.#open());
    this.input.addEventListener("input", () => this.#search());
    this.input.addEventListener("keydown", (event) => this.#steer(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#pickNode(event.target));
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) this.#close();
    });
    this.node.firstElementChild.addEventListener("click", (event) => {
      if (event.target.closest("button") === null) this.input.focus();
    });
  }

  #search() {
    this.#query = this.input.value.trim();
    this.#open();
  }

  #open() {
    this.#opened ??= openAt(this.list, this.node);
    this.#draw();
    this.#opened.place();
    this.input.setAttribute("aria-expanded", "true");
    if (!this.#query) this.input.select();
  }

  #close() {
    this.#opened?.close();
    this.#opened = null;
    this.input.setAttribute("aria-expanded", "false");
    this.#query = "";
    this.#showChosen();
    this.#tell();
  }

  #tell() {
    if (!this.#changed) return;
    this.#changed = false;
    this.#settings.onchange?.();
  }

  #draw() {
    const choices = this.#settings.choices(this.#query);
    this.#rows = drawOptions(this.list, choices, this.#query, this.#chosen);
    const first = this.#rows.findIndex((row) => row.node.ariaSelected === "true");
    this.#activate(this.#query ? Math.min(0, this.#rows.length - 1) : first);
  }

  #activate(place) {
    this.#rows[this.#active]?.node.classList.remove("active");
    this.#active = place;
    const row = this.#rows[place];
    row?.node.classList.add("active");
    row?.node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row?.node.id ?? "");
  }

  #steer(event) {
    const act = this.#opened ? this.#keysWhenOpen(event) : this.#keysWhenClosed(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #keysWhenClosed({ key }) {
    if (key === "Backspace") return this.#takeBack();
    return ["ArrowDown", "ArrowUp", "Enter"].includes(key) ? () => this.#open() : null;
  }

  #keysWhenOpen({ key }) {
    const count = this.#rows.length;
    return {
      ArrowDown: () => this.#activate((this.#active + 1) % count),
      ArrowUp: () => this.#activate((Math.max(this.#active, 0) + count - 1) % count),
      Enter: () => this.#pick(this.#rows[this.#active]?.choice),
      Escape: () => this.#close(),
      Backspace: this.#takeBack(),
    }[key];
  }

  /** With many choices, a key for the last token when nothing is typed. */
  #takeBack() {
    const isUseful = this.#settings.many && this.input.value === "" && this.#chosen.length > 0;
    return isUseful ? () => this.#drop(this.#chosen.at(-1)) : null;
  }

  #pickNode(target) {
    const row = this.#rows.find(({ node }) => node.contains(target));
    this.#pick(row?.choice);
  }

  #pick(choice) {
    if (!choice) return;
    if (this.#settings.many) {
      this.#toggle(choice);
    } else {
      this.#set([choice]);
      this.#close();
    }
  }

  #toggle(choice) {
    const others = this.#chosen.filter((each) => each.value !== choice.value);
    const isNew = others.length === this.#chosen.length;
    if (isNew && others.length >= (this.#settings.most ?? Infinity)) return;
    this.#query = "";
    this.#set(isNew ? [...others, choice] : others);
    this.#open();
  }

  #drop(choice) {
    this.#set(this.#chosen.filter((each) => each !== choice));
    if (this.#opened) {
      this.#draw();
    } else {
      this.#tell();
    }
    this.input.focus();
  }

  #clear() {
    this.#set([]);
    this.#close();
    this.input.focus();
  }

  #set(choices) {
    this.#chosen = choices;
    this.#changed = true;
    this.#showChosen();
  }

  #showChosen() {
    const { many, placeholder } = this.#settings;
    this.input.value = many ? "" : (this.#chosen[0]?.name ?? "");
    this.input.placeholder = many && this.#chosen.length ? "" : (placeholder ?? "");
    fill(this.tokens, many ? this.#chosen.map((choice) => this.#token(choice)) : []);
    this.clearer.hidden = this.#chosen.length === 0;
  }

  #token(choice) {
    return h("span", { class: "token" }, choice.name,
      h("button", { type: "button", "aria-label": `Remove ${choice.name}`,
        onclick: () => this.#drop(choice) }, "✕"));
  }
}

function inputNode({ id, label, describedby, required }, listId) {
  return h("input", { class: "combobox-input", type: "text", id, role: "combobox",
    autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": listId, "aria-label": label,
    "aria-describedby": describedby, "aria-required": required ? "true" : null });
}
