// From a click to the app: asks first where the element says so, tells what went wrong beside it.

import { askFirst } from "../confirm.js";
import { h } from "../dom.js";

const SENTENCES = {
  operation_timeout: "The app did not answer in time.",
  app_not_connected: "The app is not connected.",
};

let ids = 0;

/** An id that no other element on the page has. */
export function newId(word) {
  ids += 1;
  return `${word}-${ids}`;
}

/** What an error code of an answer means for the person. */
export function explain(code) {
  return SENTENCES[code] ?? `The app did not answer as Slack expects (${code}).`;
}

/** The place of one element on its surface, by which focus and troubles find it. */
export function frame(element, block, surface, ...children) {
  const owner = surface.owner ?? block;
  return h("div",
    { class: "element", "data-block": owner.block_id, "data-action": element.action_id },
    children);
}

/**
 * Confirm, then do `work`, one at a time. Resolves with whether it was confirmed; a refusal, or an
 * error that the app's answer names, is shown in the element's frame.
 */
export async function perform(place, { confirm, reader }, work) {
  if (place.ariaBusy === "true" || !(await askFirst(confirm, reader))) {
    return false;
  }
  setBusy(place, true);
  const trouble = await findTrouble(work);
  setBusy(place, false);
  showTrouble(place, trouble);
  return true;
}

async function findTrouble(work) {
  try {
    const answer = await work();
    const code = answer?.reply?.error;
    return code ? explain(code) : null;
  } catch (error) {
    return error.message;
  }
}

/** Not `disabled`: a button that loses the focus while it works would lose the person's place. */
function setBusy(place, busy) {
  place.ariaBusy = String(busy);
  for (const button of place.querySelectorAll("button, a.button")) {
    button.ariaDisabled = busy ? "true" : null;
  }
}

function showTrouble(place, trouble) {
  place.querySelector(":scope > .element-trouble")?.remove();
  if (trouble) {
    place.append(h("span", { class: "element-trouble", role: "alert" }, trouble));
  }
}
