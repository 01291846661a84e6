// Elements that hold a value. Each is a control: `{node, field, read(), write(value)}`, where
// `field` takes the focus, and values are plain (see values.js).

import { h } from "../dom.js";
import { choices } from "./choices.js";
import { picker } from "./pickers.js";
import { select } from "./selects.js";
import { writing } from "./writing.js";

const SELECTS = ["static_select", "external_select", "users_select", "conversations_select",
  "channels_select"];
const WRITINGS = ["plain_text_input", "email_text_input", "url_text_input", "number_input",
  "rich_text_input"];
const PICKERS = ["datepicker", "timepicker", "datetimepicker"];

const CONTROLS = {
  ...Object.fromEntries(SELECTS.flatMap((kind) => [[kind, select], [`multi_${kind}`, select]])),
  ...Object.fromEntries(WRITINGS.map((kind) => [kind, writing])),
  ...Object.fromEntries(PICKERS.map((kind) => [kind, picker])),
  radio_buttons: choices,
  checkboxes: choices,
};

export function isControl(element) {
  return Object.hasOwn(CONTROLS, element?.type);
}

/** Whether a person types into it, so that a change is told when they pause, not at once. */
export function isWritten(element) {
  return WRITINGS.includes(element.type);
}

/**
 * `context`: `{reader, entry, label, labelledby, id, describedby, required, onchange, ontyped}`;
 * an element stands either under a label of its own (`id`, `labelledby`) or is named by `label`.
 */
export function makeControl(element, context) {
  return CONTROLS[element.type](element, context);
}

/** Files can be given to nobody here. */
export function fileField() {
  return h("div", { class: "files-missing" }, "Files cannot be added in the practice room.");
}
