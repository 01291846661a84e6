// The Home tab of an app.

import { renderBlocks } from "./blocks/blocks.js";
import { h } from "./dom.js";

/** The nodes of a Home `view`; `surface` as for renderBlocks, of the kind "home". */
export function renderHome(view, surface) {
  return [h("div", { class: "home-view" }, renderBlocks(view.blocks, surface))];
}
