// The question before an act: Block Kit's `confirm`.

import { h } from "./dom.js";
import { renderText } from "./text/mrkdwn.js";

/** Ask, if there is a `confirm` object to ask with; resolves with whether to go on. */
export async function askFirst(confirm, reader) {
  return confirm ? ask(confirm, reader) : true;
}

function ask(confirm, reader) {
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "confirm-title" },
    h("form", { method: "dialog" },
      h("h2", { id: "confirm-title", class: "confirm-title" }, renderText(confirm.title, reader)),
      h("div", { class: "confirm-text" }, renderText(confirm.text, reader)),
      h("div", { class: "confirm-buttons" },
        h("button", { class: "button", type: "submit", value: "no" },
          renderText(confirm.deny, reader)),
        h("button", { class: `button ${styleOf(confirm)}`, type: "submit", value: "yes" },
          renderText(confirm.confirm, reader)))));
  document.body.append(dialog);
  return answerOf(dialog);
}

function styleOf(confirm) {
  return confirm.style === "danger" ? "danger" : "primary";
}

function answerOf(dialog) {
  const asker = document.activeElement;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      asker?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
    dialog.querySelector("button[value=yes]").focus();
  });
}
