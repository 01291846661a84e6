// A text as a row of cells, single characters and whole things, in which the marks for bold,
// italics and strike are then found. Links and code are cells, so no mark is looked for in them.

import { h } from "../dom.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** Cells of plain words: a character each, in UTF-16 units. */
export function plainCells(words) {
  return words.split("");
}

/**
 * The nodes of one line's cells (strings of one character, or nodes), with marks made into
 * elements. As in Slack, a mark counts at the edge of a word only: `snake_case_name` stays.
 */
export function styleCells(cells) {
  return styleRange(cells, 0, cells.length, "");
}

function styleRange(cells, start, end, active) {
  const nodes = [];
  const last = lastClosers(cells, start, end);
  let words = "";
  for (let place = start; place < end; place += 1) {
    const cell = cells[place];
    const close = opens(cells, place, end, active) ? closer(cells, place, last) : -1;
    if (close > 0) {
      nodes.push(words, wrapRange(cells, place, close, active));
      words = "";
      place = close;
    } else if (typeof cell === "string") {
      words += cell;
    } else {
      nodes.push(words, cell);
      words = "";
    }
  }
  return [...nodes, words].filter((node) => node !== "");
}

function wrapRange(cells, open, close, active) {
  const mark = cells[open];
  return h(STYLES[mark], {}, styleRange(cells, open + 1, close, active + mark));
}

function opens(cells, place, end, active) {
  const mark = cells[place];
  return (
    typeof mark === "string" && mark in STYLES && !active.includes(mark) &&
    !isWord(cells[place - 1]) && place + 1 < end && !isSpace(cells[place + 1]) &&
    cells[place + 1] !== mark
  );
}

function closes(cells, place) {
  const before = cells[place - 1];
  return !isSpace(before) && before !== cells[place] && !isWord(cells[place + 1]);
}

/** Where the mark that opens at `open` closes, or -1. */
function closer(cells, open, last) {
  const mark = cells[open];
  for (let place = open + 2; place <= (last[mark] ?? -1); place += 1) {
    if (cells[place] === mark && closes(cells, place)) {
      return place;
    }
  }
  return -1;
}

/** The last place where each mark can close: no search for an end goes beyond it. */
function lastClosers(cells, start, end) {
  const last = {};
  for (let place = start; place < end; place += 1) {
    if (cells[place] in STYLES && closes(cells, place)) {
      last[cells[place]] = place;
    }
  }
  return last;
}

function isSpace(cell) {
  return cell === undefined || (typeof cell === "string" && /\s/.test(cell));
}

function isWord(cell) {
  return typeof cell === "string" && WORD.test(cell);
}
