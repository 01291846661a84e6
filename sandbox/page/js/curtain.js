// Behind the curtain: what went over the wire between Slack and the apps, as it happens.

import { ask } from "./api.js";
import { fill, h } from "./dom.js";
import { icon, signButton } from "./icons.js";
import { reader } from "./reader.js";
import { stepFocus } from "./stepping.js";
import { unhurried } from "./stream.js";
import { spokenIn } from "./text/zones.js";
import { describe } from "./wire.js";

const SHOWN = 300;
const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

export class Curtain {
  #entries = [];
  #first = 0;
  #topic = "";
  #shown = SHOWN;
  #chosen = null;
  #changed = new Set();
  #feature = h("select", { class: "field", id: "curtain-feature", onchange: () => this.#filter() });
  #list = h("ol", { class: "wire-list" });
  #older = h("button", { type: "button", class: "button", onclick: () => this.#showOlder() },
    "Show older");
  #scroll = h("div", { class: "wire-scroll" }, this.#older, this.#list);
  #json = h("pre", { class: "wire-json", tabindex: "0" });
  element;

  /** `close` is called when it is no longer wanted. */
  constructor(close) {
    this.element = h(
      "aside",
      { class: "curtain", "aria-label": "Behind the curtain",
        onkeydown: (event) => event.key === "Escape" && close() },
      h("header", { class: "pane-head" },
        h("h2", {}, "Behind the curtain"),
        h("span", { class: "faint" }, "what Slack and the bot say to each other"),
        h("label", { for: "curtain-feature" }, "Feature"), this.#feature,
        signButton("Close the curtain", "close", close)),
      h("div", { class: "curtain-body" }, this.#scroll, this.#json),
    );
    this.#list.addEventListener("keydown", (event) =>
      stepFocus(event, ["ArrowUp", "ArrowDown"], this.#list.querySelectorAll("button")));
    this.#tell("Press an entry to see its JSON.");
  }

  focus() {
    this.#feature.focus();
  }

  /** The newest entries. */
  async begin() {
    this.#shown = SHOWN;
    await this.reload();
    this.#goToEnd();
  }

  /** What is shown again, as far back as somebody has looked by the time it is there. */
  async reload() {
    const shown = this.#shown;
    const { entries } = await ask("wire.read", { limit: shown });
    if (shown !== this.#shown) return this.reload();
    const wasAtEnd = this.#isAtEnd();
    this.#entries = [];
    this.#first = entries[0]?.number ?? 0;
    this.#keep(entries);
    this.#draw();
    if (wasAtEnd) this.#goToEnd();
  }

  /** These entries were added or answered. */
  async hear(numbers) {
    for (const number of numbers) this.#changed.add(number);
    await this.#look();
  }

  #look = unhurried(async () => {
    const numbers = [...this.#changed];
    this.#changed.clear();
    if (!numbers.length) return;
    const first = Math.min(...numbers);
    const limit = Math.max(...numbers) - first + 1;
    const { entries } = await ask("wire.read", { after: first - 1, limit });
    const wasAtEnd = this.#isAtEnd();
    this.#keep(entries);
    this.#draw();
    if (wasAtEnd) this.#goToEnd();
  });

  /** Each at the place of its number; those before the first one stay unknown until asked for. */
  #keep(entries) {
    for (const entry of entries) this.#entries[entry.number] = entry;
  }

  #draw() {
    this.#drawTopics();
    const known = this.#entries.filter((entry) => this.#isWanted(entry));
    const shown = known.slice(-this.#shown);
    this.#older.hidden = shown.length === known.length && this.#first === 0;
    const rows = new Map([...this.#list.children].map((row) => [row.dataset.key, row]));
    const focused = document.activeElement?.closest?.(".wire-list li")?.dataset.key;
    const drawn = shown.map((entry) => rows.get(keyOf(entry)) ?? this.#row(entry));
    this.#list.replaceChildren(...drawn);
    if (focused) this.#focusEntry(focused.split("/")[0]);
  }

  #focusEntry(number) {
    this.#list.querySelector(`[data-key^="${number}/"] button`)?.focus();
  }

  #isWanted(entry) {
    return Boolean(entry) && (!this.#topic || entry.topics.includes(this.#topic));
  }

  #drawTopics() {
    const topics = [...new Set(this.#entries.flatMap((entry) => entry?.topics ?? []))].sort();
    const drawn = [...this.#feature.options].map((option) => option.value);
    if (["", ...topics].join() === drawn.join()) return;
    fill(this.#feature, h("option", { value: "" }, "All"),
      topics.map((topic) => h("option", { value: topic }, topic)));
    this.#feature.value = this.#topic;
  }

  #row(entry) {
    const { direction, what, about, outcome, isRefused } = describe(entry);
    const time = spokenIn(reader.tz, new Date(entry.at), TIME);
    const took = entry.seconds === null ? "waiting" : `${Math.round(entry.seconds * 1000)} ms`;
    const button = h(
      "button",
      {
        type: "button",
        class: `wire-entry ${isRefused ? "refused" : ""}`,
        "aria-pressed": String(entry.number === this.#chosen),
        onclick: () => this.#open(entry.number),
      },
      h("span", { class: `way ${direction}` }, icon(direction),
        h("span", { class: "unseen" }, direction === "in" ? "to the bot: " : "from the bot: ")),
      h("span", { class: "what" }, what),
      h("span", { class: "about" }, about),
      h("span", { class: "outcome" }, outcome),
      h("span", { class: "took" }, took),
      h("time", { datetime: entry.at }, time),
    );
    return h("li", { "data-key": keyOf(entry) }, button);
  }

  #open(number) {
    this.#chosen = number;
    for (const row of this.#list.children) {
      const isChosen = row.dataset.key.startsWith(`${number}/`);
      row.firstChild.setAttribute("aria-pressed", String(isChosen));
    }
    this.#tell(JSON.stringify(this.#entries[number], null, 2));
  }

  #tell(words) {
    this.#json.textContent = words;
    this.#json.scrollTop = 0;
  }

  #filter() {
    this.#topic = this.#feature.value;
    this.#shown = SHOWN;
    this.#draw();
    this.#goToEnd();
  }

  async #showOlder() {
    this.#shown += SHOWN;
    const limit = Math.min(SHOWN, this.#first);
    if (limit > 0) {
      this.#first -= limit;
      this.#keep((await ask("wire.read", { after: this.#first - 1, limit })).entries);
    }
    this.#draw();
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < 40;
  }

  #goToEnd() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }
}

/** An entry changes once: when it is answered. */
function keyOf(entry) {
  return `${entry.number}/${entry.seconds ?? ""}`;
}
