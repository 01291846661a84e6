// Radio buttons and checkboxes.

import { h } from "../dom.js";
import { renderText } from "../text/mrkdwn.js";
import { newId } from "./acting.js";
import { plainValue } from "./values.js";

/** A control (see controls.js) of radio buttons, or of checkboxes, which give a list. */
export function choices(element, { reader, entry, label, labelledby, describedby, onchange }) {
  const many = element.type === "checkboxes";
  const name = newId("choice");
  const chosen = [plainValue(entry)].flat();
  const boxes = element.options.map((option) => h("input", {
    type: many ? "checkbox" : "radio", name, value: option.value, onchange,
    checked: chosen.includes(option.value),
  }));
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup",
    "aria-label": label, "aria-labelledby": labelledby, "aria-describedby": describedby },
  element.options.map((option, place) => choice(option, boxes[place], reader)));
  return {
    node,
    field: boxes[0],
    read: () => readChecked(boxes, many),
    write: (value) => {
      for (const box of boxes) box.checked = [value].flat().includes(box.value);
    },
  };
}

function choice(option, box, reader) {
  return h("label", { class: "choice" }, box,
    h("span", { class: "choice-text" }, renderText(option.text, reader),
      option.description &&
        h("span", { class: "option-description" }, renderText(option.description, reader))));
}

function readChecked(boxes, many) {
  const values = boxes.filter((box) => box.checked).map((box) => box.value);
  return many ? (values.length ? values : null) : (values[0] ?? null);
}
