// The input block: a label, a field, a hint, and what is wrong with what was entered.

import { h } from "../dom.js";
import { renderText } from "../text/mrkdwn.js";
import { frame, newId } from "./acting.js";
import { fileField, isControl, isWritten, makeControl } from "./controls.js";
import { tellChoice } from "./elements.js";
import { currentEntry } from "./values.js";

/**
 * In a modal the value stays in the field until it is sent: the input adds itself to
 * `surface.inputs` as `{block, element, control, fail(words or null)}`. On a Home tab, and with
 * `dispatch_action`, it is told at once.
 */
export function inputBlock(block, surface) {
  const { element } = block;
  if (element.type === "file_input") {
    return h("div", { class: "block-input" }, labelNode(block, surface, {}), fileField());
  }
  if (!isControl(element)) {
    throw new TypeError("no such input");
  }
  const ids = { field: newId("field"), label: newId("label"), notes: newId("notes") };
  const place = frame(element, block, surface);
  const control = inputControl(block, surface, ids, place);
  const wrong = h("div", { class: "input-wrong" });
  const notes = h("div", { id: ids.notes }, wrong,
    block.hint && h("div", { class: "input-hint" }, renderText(block.hint, surface.reader)));
  place.append(control.node);
  surface.inputs?.push({ block, element, control, fail: (words) => fail(control, wrong, words) });
  return h("div", { class: "block-input" }, labelNode(block, surface, ids), place, notes);
}

function inputControl(block, surface, ids, place) {
  const { element } = block;
  const tell = () => tellChoice(place, control, element, block, surface);
  const isTold = block.dispatch_action === true || surface.kind !== "modal";
  const waits = block.dispatch_action === true && isWritten(element);
  const control = makeControl(element, {
    reader: surface.reader,
    entry: currentEntry(element, block, surface),
    id: ids.field,
    labelledby: ids.label,
    describedby: ids.notes,
    required: block.optional !== true,
    onchange: isTold && !waits ? tell : undefined,
    ontyped: waits ? tell : undefined,
  });
  control.told = control.read();
  return control;
}

function labelNode(block, surface, ids) {
  const optional = block.optional === true && h("span", { class: "input-optional" }, " (optional)");
  return h("label", { class: "input-label", id: ids.label, for: ids.field },
    renderText(block.label, surface.reader), optional);
}

function fail(control, wrong, words) {
  wrong.textContent = words ?? "";
  control.field.ariaInvalid = words ? "true" : null;
}
