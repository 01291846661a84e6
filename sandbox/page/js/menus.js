// Things that float beside what opened them: one at a time, closed by Esc or a press elsewhere.

import { h } from "./dom.js";

const GAP = 6;
let closeOpen = () => {};

/**
 * Show `element` beside `anchor`, and give the focus back when it closes. Returns the function
 * that closes it; `onclose` hears of any closing.
 */
export function float(element, anchor, { onclose = () => {} } = {}) {
  closeOpen();
  const close = () => {
    if (closeOpen !== close) return;
    closeOpen = () => {};
    const hadFocus = element.contains(document.activeElement);
    element.remove();
    anchor.setAttribute("aria-expanded", "false");
    stop.abort();
    if (hadFocus) anchor.focus();
    onclose();
  };
  closeOpen = close;
  const stop = new AbortController();
  const layer = anchor.closest("dialog") ?? document.body;
  layer.append(element);
  anchor.setAttribute("aria-expanded", "true");
  position(element, anchor);
  closeOn(element, anchor, close, stop.signal);
  return close;
}

function closeOn(element, anchor, close, signal) {
  const elsewhere = (event) => {
    if (!element.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  document.addEventListener("pointerdown", elsewhere, { signal });
  for (const one of [element, anchor]) one.addEventListener("keydown", escape, { signal });
  window.addEventListener("resize", close, { signal });
}

/** Below the anchor where there is room, else above; never out of the window. */
function position(element, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const left = Math.min(at.left, innerWidth - width - GAP);
  const fitsBelow = at.bottom + GAP + height < innerHeight;
  const top = fitsBelow ? at.bottom + GAP : at.top - GAP - height;
  element.style.setProperty("left", `${Math.max(GAP, left)}px`);
  element.style.setProperty("top", `${Math.max(GAP, top)}px`);
}

/**
 * A menu beside `anchor`. `items` are `{label, detail?, danger?, act}` or strings, which head the
 * items after them.
 */
export function openMenu(anchor, label, items) {
  const menu = h("div", { class: "menu floating", role: "menu", "aria-label": label });
  const close = float(menu, anchor);
  menu.append(...items.map((item) => menuRow(item, close)));
  position(menu, anchor);
  menu.addEventListener("keydown", (event) => moveFocus(event, menu, close));
  menu.querySelector("[role=menuitem]")?.focus();
}

function menuRow(item, close) {
  if (typeof item === "string") return h("div", { class: "menu-head", role: "presentation" }, item);
  const act = () => {
    close();
    item.act();
  };
  return h(
    "button",
    { class: item.danger ? "menu-item danger" : "menu-item", role: "menuitem", type: "button",
      tabindex: "-1", "aria-label": item.label, onclick: act },
    h("span", {}, item.label),
    item.detail && h("span", { class: "detail" }, item.detail),
  );
}

function moveFocus(event, menu, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") close();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length)?.focus();
}
