// The page's own signs, drawn with lines of the colour of the text around them.

import { h } from "./dom.js";
import { draw } from "./svg.js";

const PATHS = {
  react: "M20 11a8 8 0 1 1-7-7.9M9 10v.5M15 10v.5M8.5 14.5c1.8 2.4 5.2 2.4 7 0M19 2v6M16 5h6",
  reply: "M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12h5",
  more: "M5 11.3a.7.7 0 1 0 .01 0M12 11.3a.7.7 0 1 0 .01 0M19 11.3a.7.7 0 1 0 .01 0",
  smile: "M12 3a9 9 0 1 0 .01 0M9 10v.5M15 10v.5M8 14.5c2 2.6 6 2.6 8 0",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  bolt: "M13 3 5 13.5h6L10 21l9-11h-6.5z",
  close: "M6 6l12 12M18 6 6 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  hash: "M9.5 4 7.5 20M16.5 4l-2 16M5 9h15M4 15h15",
  shared: "M9 6a6 6 0 1 0 .01 0M15 6a6 6 0 1 0 .01 0",
  eye: "M2.5 12C6 6.5 18 6.5 21.5 12 18 17.5 6 17.5 2.5 12zM12 9.5a2.5 2.5 0 1 0 .01 0",
  people: "M9 11.5a3.5 3.5 0 1 0-.01 0M2.5 20c.5-7 12.5-7 13 0M16 5a3 3 0 0 1 0 6M18 14c2 1 3 3 3 6",
  out: "M5 12h14M13 6l6 6-6 6",
  in: "M19 12H5M11 6l-6 6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
};

/** The sign of this name; it says nothing to a screen reader, so what it stands in needs a name. */
export function icon(name) {
  return draw("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" },
    draw("path", { d: PATHS[name] }));
}

/** A small button that is only a sign; its name is its title, too. */
export function signButton(name, sign, onclick) {
  const traits = { type: "button", class: "tool", "aria-label": name, title: name, onclick };
  return h("button", traits, icon(sign));
}
