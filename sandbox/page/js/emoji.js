// Choosing an emoji by its name: those used most come first.

import { fill, h } from "./dom.js";
import { float } from "./menus.js";
import { reader } from "./reader.js";

const KEPT = "emoji-used";
const USUAL = ["+1", "white_check_mark", "eyes", "tada", "heart", "pray", "raised_hands", "joy"];
const FREQUENT = 16;
const SHOWN = 240;
const COLUMNS = 8;

/** Open the picker beside `anchor`; `choose(name)` hears what was taken. */
export function openPicker(anchor, choose) {
  const search = h("input", {
    type: "search", class: "field", placeholder: "Search by name", "aria-label": "Search emoji",
  });
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji" });
  const picker = h(
    "div",
    { class: "picker floating", role: "dialog", "aria-label": "Emoji" },
    search,
    grid,
  );
  const take = (name) => {
    close();
    countUse(name);
    choose(name);
  };
  const show = () => fill(grid, sections(search.value).map((part) => drawSection(part, take)));
  show();
  const close = float(picker, anchor);
  search.addEventListener("input", show);
  picker.addEventListener("keydown", (event) => moveInGrid(event, search, grid));
  search.focus();
}

/** Names that contain `words`, those that begin with them first. */
export function findEmoji(words, count) {
  const wanted = words.trim().toLowerCase().replaceAll(":", "").replaceAll(" ", "_");
  const found = untoned().filter((name) => name.includes(wanted));
  const rank = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
  return found.sort((one, other) => rank(one) - rank(other)).slice(0, count);
}

/** All names but those with a tone of skin. */
function untoned() {
  return reader.emojiNames().filter((name) => !name.includes("::"));
}

function sections(words) {
  if (words.trim()) return [{ title: "Found", names: findEmoji(words, SHOWN) }];
  const names = untoned().slice(0, SHOWN);
  return [{ title: "Frequently used", names: frequent() }, { title: "All", names }];
}

function drawSection({ title, names }, take) {
  return [
    h("h3", {}, names.length ? title : "No emoji of this name"),
    h("div", { class: "emoji-rows" }, names.map((name) =>
      h("button", { type: "button", "aria-label": `:${name}:`, title: `:${name}:`,
        onclick: () => take(name) }, reader.emoji(name)),
    )),
  ];
}

function moveInGrid(event, search, grid) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  const buttons = [...grid.querySelectorAll("button")];
  const inSearch = event.target === search;
  if (event.key === "Enter" && inSearch) {
    event.preventDefault(); // else it would press the button that has the focus then
    buttons[0]?.click();
  }
  if (!step || (inSearch && event.key !== "ArrowDown")) return;
  event.preventDefault();
  const at = inSearch ? 0 : buttons.indexOf(document.activeElement) + step;
  (at < 0 ? search : buttons[at])?.focus();
}

function readUses() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function countUse(name) {
  const uses = readUses();
  localStorage.setItem(KEPT, JSON.stringify({ ...uses, [name]: (uses[name] ?? 0) + 1 }));
}

function frequent() {
  const uses = readUses();
  const used = Object.keys(uses).sort((one, other) => uses[other] - uses[one]);
  return [...new Set([...used, ...USUAL])].filter((name) => reader.emoji(name)).slice(0, FREQUENT);
}
