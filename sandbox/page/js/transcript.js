// A list of messages, oldest first, with a line between days. Its rows stand in stretches: one that
// is out of sight is left out as a whole (content-visibility), which is cheaper than row by row. The
// list is a column in reverse, so that its end is where it stays by itself.

import { h } from "./dom.js";
import { isTombstone, renderMessage } from "./message.js";
import { reader } from "./reader.js";
import { showDay } from "./text/dates.js";
import { Toolbar } from "./toolbar.js";

const GROUP_SECONDS = 5 * 60;
const END_PIXELS = 40;
const STRETCH = 60;
const FOCUSABLE = "a, button, input, select, textarea, [tabindex]";

export class Transcript {
  #entries = [];
  #newFrom = null;
  #options;
  #toolbar;
  #roving = null;
  #above = h("div", { class: "above" });
  #rows = h("div", { class: "rows" }, this.#above);
  #log;

  /** `label` names the list; `inThread` and `edit(message)` are for each message's tools. */
  constructor({ label, inThread = false, edit }) {
    this.#options = { inThread, dismiss: (ts) => this.drop(ts) };
    this.#toolbar = new Toolbar({ inThread, edit });
    this.#log = h(
      "div",
      { class: "log", role: "log", "aria-label": label, "aria-live": "polite" },
      this.#rows,
    );
    this.#log.addEventListener("pointerover", (event) => this.#point(event));
    this.#log.addEventListener("pointerleave", () => this.#toolbar.detach());
    this.#log.addEventListener("focusin", (event) => this.#point(event));
    this.#log.addEventListener("keydown", (event) => this.#moveFocus(event));
  }

  get element() {
    return this.#log;
  }

  /** What stands above the first message. */
  get above() {
    return this.#above;
  }

  get count() {
    return this.#entries.length;
  }

  get oldest() {
    return this.#entries[0]?.message.ts ?? null;
  }

  /** The messages, oldest first. */
  get messages() {
    return this.#entries.map(({ message }) => message);
  }

  has(ts) {
    return this.#at(ts) !== null;
  }

  get isAtEnd() {
    return this.#log.scrollTop > -END_PIXELS;
  }

  goToEnd() {
    this.#log.scrollTop = 0;
  }

  /** Exactly these messages; rows of which nothing changed stay as they are. */
  sync(messages) {
    const kept = new Set(messages.map((message) => message.ts));
    this.#log.setAttribute("aria-busy", "true");
    this.#steadily(() => {
      const gone = this.messages.filter((message) => !kept.has(message.ts));
      for (const message of gone) this.#cut(message.ts);
      for (const message of messages) this.#place(message);
    });
    this.#log.setAttribute("aria-busy", "false");
  }

  /** These older ones, above all others. */
  prepend(messages) {
    const older = messages.filter(({ ts }) => !this.has(ts));
    if (!older.length) return;
    const stretch = newStretch();
    this.#log.setAttribute("aria-busy", "true");
    this.#entries.unshift(...older.map((message) => newEntry(message)));
    older.forEach((_, index) => this.#draw(index, { stretch }));
    this.#above.after(stretch);
    if (older.length < this.#entries.length) this.#draw(older.length);
    this.#log.setAttribute("aria-busy", "false");
  }

  /** A message that is new or has changed. */
  put(message) {
    this.#steadily(() => this.#place(message));
  }

  drop(ts) {
    this.#steadily(() => this.#cut(ts));
  }

  /** A line stands before the message `ts`: what comes from there on is new. */
  set newFrom(ts) {
    const before = this.#newFrom;
    this.#newFrom = ts;
    this.#steadily(() => {
      for (const at of [before, ts].map((one) => this.#at(one))) if (at !== null) this.#draw(at);
    });
  }

  /** Draw all again: what a row says may depend on the day. */
  redraw() {
    this.#steadily(() => this.#entries.forEach((_, index) => this.#draw(index, { anew: true })));
  }

  /** Put `element` in the place of a message's words, until the returned function is called. */
  replaceBody(ts, element) {
    const body = this.#entries[this.#at(ts)].row.querySelector(".body");
    body.classList.add("editing");
    body.replaceChildren(element);
    return () => {
      body.classList.remove("editing");
      const at = this.#at(ts);
      if (at !== null) this.#draw(at, { anew: true });
    };
  }

  focusLast() {
    this.#entries.at(-1)?.row.querySelector("article").focus();
  }

  #at(ts) {
    const index = this.#position(ts);
    return this.#entries[index]?.message.ts === ts ? index : null;
  }

  #position(ts) {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle].message.ts < ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #place(message) {
    const index = this.#position(message.ts);
    const entry = this.#entries[index];
    const words = JSON.stringify(message);
    if (entry?.message.ts !== message.ts) {
      this.#entries.splice(index, 0, newEntry(message));
    } else if (entry.words === words) {
      return;
    } else {
      Object.assign(entry, { message, words, look: "" });
    }
    this.#draw(index);
    if (index + 1 < this.#entries.length) this.#draw(index + 1);
  }

  #cut(ts) {
    const index = this.#at(ts);
    if (index === null) return;
    const [{ row }] = this.#entries.splice(index, 1);
    const stretch = row.parentElement;
    row.remove();
    if (!stretch.hasChildNodes()) stretch.remove();
    if (index < this.#entries.length) this.#draw(index);
  }

  #draw(index, { anew = false, stretch = null } = {}) {
    const entry = this.#entries[index];
    const setting = this.#settingOf(index);
    const look = JSON.stringify(setting);
    if ((entry.look === look && !anew) || entry.row?.querySelector(".editing")) return;
    const fresh = this.#drawRow(entry.message, setting);
    if (entry.row) this.#exchange(entry, fresh);
    else if (stretch) stretch.append(fresh);
    else this.#insert(fresh, this.#entries[index + 1]?.row);
    Object.assign(entry, { row: fresh, look });
    this.#rove();
  }

  #insert(row, next) {
    if (next) {
      next.before(row);
      return;
    }
    const last = this.#rows.lastElementChild;
    const hasRoom = last !== this.#above && last.childElementCount < STRETCH;
    const stretch = hasRoom ? last : newStretch();
    stretch.append(row);
    if (!hasRoom) this.#rows.append(stretch);
  }

  #settingOf(index) {
    const { message } = this.#entries[index];
    const before = this.#entries[index - 1]?.message;
    const day = showDay(message.ts, reader);
    const opensDay = !before || showDay(before.ts, reader) !== day;
    const isNew = message.ts === this.#newFrom;
    const grouped = !opensDay && !isNew && belongs(message, before);
    return { day: opensDay ? day : null, isNew, grouped };
  }

  #drawRow(message, { day, isNew, grouped }) {
    const { inThread, dismiss } = this.#options;
    const article = renderMessage(message, {
      grouped, inThread, dismiss: () => dismiss(message.ts),
    });
    return h("div", { class: day || isNew ? "row opens" : "row" }, line(day, isNew), article);
  }

  /** The focus and the tools stay where they were, in the row that comes. */
  #exchange({ row, message }, fresh) {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    const place = [...row.querySelectorAll(FOCUSABLE)].indexOf(focused);
    const article = fresh.querySelector("article");
    row.replaceWith(fresh);
    this.#toolbar.move(row.querySelector("article"), article, message);
    if (focused) (fresh.querySelectorAll(FOCUSABLE)[place] ?? article).focus();
  }

  /** Change something without moving what is being read, unless that is the end. */
  #steadily(change) {
    const row = this.isAtEnd ? null : this.#rowInSight();
    const before = row?.getBoundingClientRect().top;
    change();
    if (row?.isConnected) this.#log.scrollTop += row.getBoundingClientRect().top - before;
  }

  #rowInSight() {
    const { left, top, width, height } = this.#log.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return seen?.closest(".row") ?? null;
  }

  #point(event) {
    const article = event.target.closest("article");
    if (!article) return;
    const at = this.#at(article.dataset.ts);
    if (at !== null) this.#toolbar.attach(article, this.#entries[at].message);
    if (event.type === "focusin") this.#rove(article);
  }

  /** One message is in the order of Tab: the one that was focused last, else the newest. */
  #rove(article = this.#entries.at(-1)?.row?.querySelector("article")) {
    this.#roving?.setAttribute("tabindex", "-1");
    article?.setAttribute("tabindex", "0");
    this.#roving = article;
  }

  #moveFocus(event) {
    if (event.target.localName !== "article") return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = this.#entries[this.#at(event.target.dataset.ts) + step];
    next?.row.querySelector("article").focus();
  }
}

const newStretch = () => h("div", { class: "stretch" });

function newEntry(message) {
  return { message, words: JSON.stringify(message), row: null, look: "" };
}

/** What stands between a message and the one before it: the day that begins, and what is new. */
function line(day, isNew) {
  if (!day && !isNew) return null;
  return h("div", { class: isNew ? "line new" : "line", role: "separator" },
    day && h("span", {}, day),
    isNew && h("span", { class: "new-mark" }, day && h("span", { class: "unseen" }, ", "), "New"));
}

function belongs(message, before) {
  return (
    message.user === before.user &&
    !message.ephemeral && !before.ephemeral &&
    !isTombstone(message) && !isTombstone(before) &&
    message.ts - before.ts < GROUP_SECONDS
  );
}
