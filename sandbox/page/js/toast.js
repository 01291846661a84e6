// Short sentences about what went wrong, read out by screen readers as they appear.

import { Refused } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 12_000;
const shelf = h("div", { class: "toasts" });

/** Where toasts appear. */
export function toastShelf() {
  return shelf;
}

/** Say `sentence`; it goes by itself unless `stays`. */
export function complain(sentence, { stays = false } = {}) {
  const toast = h(
    "div",
    { class: "toast", role: "alert" },
    h("p", {}, sentence.charAt(0).toUpperCase() + sentence.slice(1)),
    h("button", { type: "button", "aria-label": "Dismiss", onclick: () => toast.remove() },
      icon("close")),
  );
  shelf.append(toast);
  if (!stays) setTimeout(() => toast.remove(), SHOWN_MS);
}

/** What `work` resolves with; where Slack refuses it, say so and resolve with undefined. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
    return undefined;
  }
}

/** From now on no error of the page's own code goes unsaid. */
export function confessErrors() {
  const confess = (error) => {
    const stays = !(error instanceof Refused);
    complain(`The page stumbled: ${error?.message ?? error}`, { stays });
  };
  window.addEventListener("error", (event) => confess(event.error ?? event.message));
  window.addEventListener("unhandledrejection", (event) => confess(event.reason));
}
