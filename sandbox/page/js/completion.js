// The list above a text field from which a word is completed. The focus stays in the field.

import { fill, h } from "./dom.js";
import { suggest } from "./suggestions.js";

let lists = 0;

export class Completion {
  #text;
  #inThread;
  #onchoose;
  #found = null;
  #active = 0;
  #id = `suggestions-${(lists += 1)}`;
  element = h("div", { class: "suggestions", role: "listbox", "aria-label": "Suggestions",
    id: this.#id, hidden: true });

  /** For the field `text`; `onchoose(option)` hears what was taken. */
  constructor(text, { inThread, onchoose }) {
    this.#text = text;
    this.#inThread = inThread;
    this.#onchoose = onchoose;
    text.setAttribute("aria-autocomplete", "list");
    text.setAttribute("aria-controls", this.#id);
    text.addEventListener("input", () => this.refresh());
    text.addEventListener("click", () => this.refresh());
    text.addEventListener("blur", () => this.close());
  }

  refresh() {
    const { selectionStart, selectionEnd, value } = this.#text;
    const before = value.slice(0, selectionStart);
    const isCaret = selectionStart === selectionEnd;
    this.#found = isCaret ? suggest(before, { inThread: this.#inThread }) : null;
    this.#active = 0;
    this.#draw();
  }

  close() {
    this.#found = null;
    this.#draw();
  }

  /** Whether this key was for the list. */
  takeKey(event) {
    if (!this.#found || event.isComposing) return false;
    const count = this.#found.options.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#activate((this.#active + step + count) % count);
    else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#active);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #choose(index) {
    const { from, options } = this.#found;
    const option = options[index];
    this.#text.setRangeText(option.insert, from, this.#text.selectionStart, "end");
    this.close();
    this.#onchoose(option);
  }

  #activate(index) {
    this.#active = index;
    [...this.element.children].forEach((row, place) =>
      row.setAttribute("aria-selected", String(place === index)),
    );
    this.element.children[index].scrollIntoView({ block: "nearest" });
    this.#text.setAttribute("aria-activedescendant", this.element.children[index].id);
  }

  #draw() {
    const options = this.#found?.options ?? [];
    this.element.hidden = options.length === 0;
    fill(this.element, options.map((option, index) => this.#row(option, index)));
    if (options.length) this.#activate(0);
    else this.#text.removeAttribute("aria-activedescendant");
  }

  #row(option, index) {
    const choose = (event) => {
      event.preventDefault();
      this.#choose(index);
    };
    return h(
      "div",
      { class: "suggestion", role: "option", id: `${this.#id}-${index}`, onmousedown: choose },
      option.glyph && h("span", { class: "glyph", "aria-hidden": "true" }, option.glyph),
      h("span", { class: "label" }, option.label),
      option.hint && h("span", { class: "hint" }, option.hint),
      option.detail && h("span", { class: "detail" }, option.detail),
    );
  }
}
