// Interactive elements outside of input blocks: what a person does with them is told at once.

import { h } from "../dom.js";
import { wordsOf } from "../text/mrkdwn.js";
import { frame, perform } from "./acting.js";
import { button, feedbackButtons, iconButton, overflow } from "./buttons.js";
import { isControl, makeControl } from "./controls.js";
import { picture } from "./pictures.js";
import { unknown } from "./unknown.js";
import { currentEntry, remember, sameValue } from "./values.js";

const ELEMENTS = {
  button,
  overflow,
  workflow_button: button,
  feedback_buttons: feedbackButtons,
  icon_button: iconButton,
  image: (element) => picture(element, "accessory-image"),
};

const NAMES = {
  datepicker: "Date",
  timepicker: "Time",
  datetimepicker: "Date and time",
  radio_buttons: "Choose one",
  checkboxes: "Choose any",
};

/** The node of an element; a box that says so where it is unknown or malformed. */
export function renderElement(element, block, surface) {
  try {
    if (isControl(element)) {
      return control(element, block, surface);
    }
    if (Object.hasOwn(ELEMENTS, element.type)) {
      return ELEMENTS[element.type](element, block, surface);
    }
  } catch {
    // It is shown as what it is.
  }
  return unknown("element", element);
}

function control(element, block, surface) {
  const place = frame(element, block, surface);
  const onchange = () => tellChoice(place, made, element, block, surface);
  const made = makeControl(element, {
    reader: surface.reader,
    entry: currentEntry(element, block, surface),
    label: nameOf(element, surface.reader),
    onchange,
  });
  made.told = made.read();
  place.append(made.node);
  return place;
}

function nameOf({ placeholder, type }, reader) {
  return placeholder ? wordsOf(placeholder, reader) : (NAMES[type] ?? "Choose");
}

/** Tell the app what was chosen, one choice after the other; what is not confirmed is undone. */
export function tellChoice(place, control, element, block, surface) {
  const tell = () => tellNow(place, control, element, block, surface);
  control.telling = (control.telling ?? Promise.resolve()).then(tell);
  return control.telling;
}

async function tellNow(place, control, element, block, surface) {
  const value = control.read();
  if (sameValue(value, control.told)) return;
  const asked = { confirm: element.confirm, reader: surface.reader };
  const work = () => surface.choose(element, surface.owner ?? block, value);
  if (await perform(place, asked, work)) {
    control.told = value;
    remember(surface, block, element, value);
  } else {
    control.write(control.told);
  }
}

/** The elements of an actions or context_actions block, those not meant for the viewer left out. */
export function renderElements(block, surface) {
  const nodes = block.elements.map((element) => renderElement(element, block, surface));
  return h("div", { class: "block-actions" }, nodes);
}

