// Tables: the plain one, and the one with a caption and pages.

import { fill, h } from "../dom.js";
import { richText } from "./rich_text.js";

const ALIGNS = new Set(["left", "center", "right"]);
const PAGE = 5;

/** The first row holds the headings. */
export function table(block, { reader }) {
  const settings = block.column_settings ?? [];
  const look = (column) => cellClass(settings[column]);
  const [head, ...rows] = block.rows;
  return scrolling("Table", h("table", { class: "block-table" },
    h("thead", {}, row(head, reader, look, () => "col")),
    h("tbody", {}, rows.map((cells) => row(cells, reader, look)))));
}

export function dataTable(block, { reader }) {
  const [head, ...rows] = block.rows;
  const named = block.row_header_column_index ?? 0;
  const look = (column) => (isNumeric(rows, column) ? "align-right" : "");
  const body = h("tbody");
  const show = (from, size) => fill(body, rows.slice(from, from + size).map((cells) =>
    row(cells, reader, look, (column) => (column === named ? "row" : null))));
  return h("div", { class: "block-data-table" },
    scrolling(block.caption, h("table", { class: "block-table" },
      h("caption", {}, block.caption),
      h("thead", {}, row(head, reader, look, () => "col")), body)),
    pager(rows.length, block.page_size ?? PAGE, show));
}

/** A table may be wider than its place; a scrolled place must be reachable by keys. */
function scrolling(name, node) {
  return h("div", { class: "table-frame", role: "region", tabindex: "0", "aria-label": name },
    node);
}

function cellClass(setting) {
  const align = ALIGNS.has(setting?.align) ? `align-${setting.align}` : "";
  return setting?.is_wrapped ? `${align} wrapped` : align;
}

function isNumeric(rows, column) {
  return rows.every((cells) => cells[column].type === "raw_number");
}

function row(cells, reader, look, scopeOf = () => null) {
  return h("tr", {}, cells.map((cell, column) => {
    const scope = scopeOf(column);
    return h(scope ? "th" : "td", { class: look(column) || null, scope }, cellNodes(cell, reader));
  }));
}

function cellNodes(cell, reader) {
  if (cell.type === "rich_text") {
    return richText(cell, { reader });
  }
  if (typeof cell.text !== "string") {
    throw new TypeError("a cell needs text");
  }
  return cell.text;
}

/** Shows the first page at once; the buttons are there where there is more than one. */
function pager(count, size, show) {
  const pages = Math.ceil(count / size);
  let page = 0;
  const place = h("span", { class: "pager-place", role: "status" });
  const turn = (by) => {
    page = Math.min(Math.max(page + by, 0), pages - 1);
    show(page * size, size);
    place.textContent = `Page ${page + 1} of ${pages}`;
  };
  turn(0);
  return pages > 1 && h("div", { class: "pager" },
    h("button", { class: "button", type: "button", onclick: () => turn(-1) }, "Previous"), place,
    h("button", { class: "button", type: "button", onclick: () => turn(1) }, "Next"));
}
