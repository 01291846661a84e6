// What the page cannot show, shown as such: nothing that an app sends is swallowed.

import { h } from "../dom.js";

/** A box that names the type of a block or element, with its JSON to unfold. */
export function unknown(kind, json) {
  const title = `Unknown ${kind}: ${nameOf(json)}`;
  return h("div", { class: "block-unknown", role: "group", "aria-label": title },
    h("strong", {}, title),
    h("details", {}, h("summary", {}, "JSON"), h("pre", {}, written(json))));
}

function nameOf(json) {
  return typeof json?.type === "string" ? json.type : "no type";
}

function written(json) {
  try {
    return JSON.stringify(json, null, 2) ?? String(json);
  } catch {
    return String(json);
  }
}
