// The files of a message: a row for each, that is saved by a press.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { reader } from "./reader.js";

const STEP = 1024;
const UNITS = ["bytes", "KB", "MB"];

/** The rows of a message's `files`, or null where it has none. */
export function renderFiles(files) {
  if (!files?.length) return null;
  return h("ul", { class: "files" }, files.map((file) => h("li", {}, fileLink(file))));
}

function fileLink({ id, name, title, size }) {
  const address = `/sandbox/files/${encodeURIComponent(id)}`;
  return h(
    "a",
    { class: "file", href: `${address}?person=${encodeURIComponent(reader.me.id)}`, download: name },
    icon("down"),
    h("span", { class: "file-name" }, title),
    h("span", { class: "faint" }, describe(size)),
  );
}

function describe(size) {
  const power = Math.min(Math.floor(Math.log(Math.max(size, 1)) / Math.log(STEP)), UNITS.length - 1);
  return `${Number((size / STEP ** power).toFixed(1))} ${UNITS[power]}`;
}
