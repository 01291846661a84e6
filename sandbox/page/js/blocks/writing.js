// Fields to write in: text of one or many lines, addresses, numbers.

import { h } from "../dom.js";
import { plainValue } from "./values.js";

const KINDS = { email_text_input: "email", url_text_input: "url" };
const KEYBOARDS = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };
const PAUSE = 300;

/**
 * A control (see controls.js). `ontyped()` hears what `dispatch_action_config` asks for: Enter, or
 * each character, told when the person pauses.
 */
export function writing(element, context) {
  const field = isLong(element) ? longField(element, context) : shortField(element, context);
  const counter = lengthCounter(element, field);
  field.value = plainValue(context.entry) ?? "";
  counter?.update();
  listen(element, field, context);
  return {
    node: h("div", { class: "writing" }, field, counter?.node),
    field,
    read: () => field.value || null,
    write: (value) => {
      field.value = value ?? "";
      counter?.update();
    },
  };
}

function isLong(element) {
  return element.multiline === true || element.type === "rich_text_input";
}

function longField(element, context) {
  const rows = Math.min(Math.max(element.min_lines ?? 3, 2), element.max_lines ?? 20);
  return h("textarea", { ...traits(element, context), rows });
}

function shortField(element, context) {
  return h("input", { ...traits(element, context), type: KINDS[element.type] ?? "text",
    inputmode: KEYBOARDS[element.type], autocomplete: "off" });
}

function traits(element, { id, label, describedby, required }) {
  return {
    class: "field writing-field",
    id,
    placeholder: element.placeholder?.text,
    "aria-label": label,
    "aria-describedby": describedby,
    "aria-required": required ? "true" : null,
  };
}

/** How long the text is of how long it may be, once something is typed; too long is marked. */
function lengthCounter(element, field) {
  const { min_length: least = 0, max_length: most = 3000 } = element;
  if (element.min_length === undefined && element.max_length === undefined) {
    return null;
  }
  const node = h("span", { class: "writing-counter" });
  const update = () => {
    const length = field.value.length;
    const aim = length < least ? `at least ${least}` : most;
    node.textContent = length > 0 ? `${length} / ${aim}` : "";
    node.classList.toggle("wrong", length > most);
  };
  field.addEventListener("input", update);
  return { node, update };
}

function listen(element, field, { onchange, ontyped }) {
  field.addEventListener("change", () => onchange?.());
  if (!ontyped) return;
  const moments = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (moments.includes("on_enter_pressed")) listenForEnter(field, ontyped);
  if (moments.includes("on_character_entered")) listenForPauses(field, ontyped);
}

function listenForEnter(field, ontyped) {
  field.addEventListener("keydown", (event) => {
    const isBreak = field.tagName === "TEXTAREA" && event.shiftKey;
    if (event.key !== "Enter" || event.isComposing || isBreak) return;
    event.preventDefault();
    ontyped();
  });
}

function listenForPauses(field, ontyped) {
  let pause = 0;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(ontyped, PAUSE);
  });
}
