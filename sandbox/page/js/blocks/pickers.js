// Pickers of dates and times, with the browser's own fields.

import { h } from "../dom.js";
import { secondsAt, wallTime } from "../text/zones.js";
import { plainValue } from "./values.js";

const FIELDS = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/** A control (see controls.js). Moments are shown in the viewer's zone; their value is seconds. */
export function picker(element, { reader, entry, label, id, describedby, onchange }) {
  const isMoment = element.type === "datetimepicker";
  const field = h("input", { class: "field", type: FIELDS[element.type], id, onchange,
    "aria-label": label, "aria-describedby": describedby });
  const write = (value) => {
    field.value = value === null ? "" : isMoment ? wallTime(value, reader.tz) : value;
  };
  write(plainValue(entry));
  return {
    node: h("div", { class: "date-picker" }, field, zoneNote(element, reader)),
    field,
    read: () => (isMoment && field.value ? secondsAt(field.value, reader.tz) : field.value || null),
    write,
  };
}

function zoneNote(element, reader) {
  const zone = element.type === "datetimepicker" ? reader.tz : element.timezone;
  return zone && h("span", { class: "date-picker-zone" }, zone.replaceAll("_", " "));
}
