// All of Block Kit: each block by its type, and those of which the page knows nothing.

import { h } from "../dom.js";
import { card, carousel, container } from "./cards.js";
import { chart } from "./charts.js";
import { inputBlock } from "./input.js";
import { imageBlock } from "./pictures.js";
import { actions, alert, context, divider, header, markdown, section } from "./plain.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";
import { unknown } from "./unknown.js";

const BLOCKS = {
  section,
  header,
  divider,
  context,
  actions,
  context_actions: actions,
  markdown,
  alert,
  image: imageBlock,
  input: inputBlock,
  rich_text: richText,
  table,
  data_table: dataTable,
  data_visualization: chart,
  card,
  carousel,
  container,
};

/**
 * The nodes of blocks. `surface` is `{reader, kind, state, press, choose}`:
 *
 * - `kind` is "message", "modal" or "home"; `reader` is whose eyes see it (reader.js);
 * - `state` holds what was entered, as `state.values` does; what people choose is added to it;
 * - `press(element, block, option?)` and `choose(element, block, value)` tell the app, resolve with
 *   the answer of the verb, and reject with a sentence for the person.
 *
 * It never throws: a block that is unknown or malformed is shown as such.
 */
export function renderBlocks(blocks, surface) {
  return (Array.isArray(blocks) ? blocks : []).map((block) => renderBlock(block, surface));
}

function renderBlock(block, surface) {
  const show = Object.hasOwn(BLOCKS, block?.type ?? "") ? BLOCKS[block.type] : null;
  try {
    return h("div", { class: "block" }, show ? show(block, surface, renderBlocks)
      : unknown("block", block));
  } catch {
    return h("div", { class: "block" }, unknown("block", block));
  }
}
