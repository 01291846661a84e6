// One view of a modal as a form: its blocks, its buttons, and what is entered but not yet sent.

import { renderBlocks } from "./blocks/blocks.js";
import { optionsOf, plainValue, sameValue } from "./blocks/values.js";
import { fill, h } from "./dom.js";
import { renderText } from "./text/mrkdwn.js";

const TITLE_ID = "modal-title";

/**
 * `acts` are `{submit(), close(), closeAll(), press(...), choose(...)}`; `depth` is how many views
 * lie below this one.
 */
export class ModalForm {
  #inputs = [];
  #trouble = h("div");
  #body;
  #submit;

  constructor(view, depth, reader, acts) {
    this.view = view;
    const { press, choose } = acts;
    const surface = { reader, kind: "modal", state: structuredClone(view.state?.values ?? {}),
      inputs: this.#inputs, press, choose };
    this.#body = h("div", { class: "modal-body", tabindex: "-1" },
      renderBlocks(view.blocks, surface));
    this.#submit = view.submit && h("button",
      { class: "button primary", type: "submit", "data-focus": "submit" },
      words(view.submit, reader));
    this.node = h("form", { class: "modal-form", novalidate: true },
      head(view, depth, reader, acts), this.#body, this.#trouble,
      foot(view, reader, acts, this.#submit));
    this.#listen(acts);
    this.#readBases();
  }

  /** Enter in a line sends the form, as the browser has it; in long texts, with Ctrl or Cmd. */
  #listen(acts) {
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#submit) acts.submit();
    });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.node.requestSubmit();
    });
  }

  /** The server's view after an act that changed no block: what it holds is no longer unsent. */
  renew(view) {
    this.view = view;
    this.#readBases();
  }

  /** The inputs whose values the server does not have, as `{block, element, value}`. */
  get unsent() {
    return this.#inputs
      .map((input) => ({ ...input, value: input.control.read() }))
      .filter((input) => !sameValue(input.value, input.base));
  }

  /** What is unsent, to be given to the form that takes this one's place. */
  get drafts() {
    return this.unsent.map(({ block, element, value, base }) =>
      ({ block: block.block_id, action: element.action_id, type: element.type, value, base }));
  }

  /** Enter drafts again, except where the server's value has changed since. */
  restore(drafts) {
    for (const draft of drafts) {
      const input = this.#inputs.find(({ block, element }) => block.block_id === draft.block &&
        element.action_id === draft.action && element.type === draft.type);
      if (input && sameValue(input.base, draft.base) && isOffered(input.element, draft.value)) {
        input.control.write(draft.value);
      }
    }
  }

  /** `values` for person.submits: by block id, or by action id where a block id is ambiguous. */
  get values() {
    return Object.fromEntries(this.unsent.map((input) => [this.#keyOf(input), input.value]));
  }

  #keyOf({ block, element }) {
    const isAlone = (key) => this.#inputs.filter(({ block: other, element: its }) =>
      [other.block_id, its.action_id, other.label?.text].includes(key)).length === 1;
    return isAlone(block.block_id) ? block.block_id : element.action_id;
  }

  #readBases() {
    for (const input of this.#inputs) {
      const entry = this.view.state?.values?.[input.block.block_id]?.[input.element.action_id];
      input.base = entry ? plainValue(entry) : null;
    }
  }

  setSending(sending) {
    this.node.ariaBusy = String(sending);
    if (this.#submit) this.#submit.disabled = sending;
  }

  get isSending() {
    return this.node.ariaBusy === "true";
  }

  /** Say what is wrong at each input, by block id, and go to the first of them. */
  showErrors(errors) {
    for (const input of this.#inputs) input.fail(errors[input.block.block_id] ?? null);
    this.#inputs.find(({ block }) => errors[block.block_id])?.control.field.focus();
  }

  showTrouble(sentence) {
    fill(this.#trouble,
      sentence && h("p", { class: "modal-trouble", role: "alert" }, sentence));
  }

  /** To the input that asks for it, else to the first one, else to the words. */
  focus() {
    const wanted = this.#inputs.find(({ element }) => element.focus_on_load === true);
    const input = wanted ?? this.#inputs[0];
    (input?.control.field ?? this.#body).focus({ preventScroll: !wanted });
  }

  get scroll() {
    return this.#body.scrollTop;
  }

  set scroll(top) {
    this.#body.scrollTop = top;
  }

  get hasInputs() {
    return this.#inputs.length > 0;
  }
}

function head(view, depth, reader, acts) {
  const back = depth > 0 && h("button", { class: "modal-icon", type: "button", "aria-label": "Back",
    "data-focus": "back", onclick: acts.close }, "←");
  return h("header", { class: "modal-head" }, back,
    h("h2", { id: TITLE_ID, class: "modal-title" }, words(view.title, reader)),
    h("button", { class: "modal-icon", type: "button", "aria-label": "Close all",
      "data-focus": "all", onclick: acts.closeAll }, "✕"));
}

function foot(view, reader, acts, submit) {
  const name = view.close ? words(view.close, reader) : submit ? "Cancel" : "Close";
  return h("footer", { class: "modal-foot" },
    h("button", { class: "button", type: "button", "data-focus": "close", onclick: acts.close },
      name), submit);
}

function words(object, reader) {
  return object?.text ? renderText(object, reader) : "";
}

/** A choice can only be entered again where it still stands. */
function isOffered(element, value) {
  const offered = optionsOf(element).map((option) => option.value);
  return offered.length === 0 || [value].flat().every((each) => each === null ||
    offered.includes(each));
}
