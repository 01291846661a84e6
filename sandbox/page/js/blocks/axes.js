// The frame of a chart: its scale, its lines, and what stands beside and below them.

import { draw } from "../svg.js";

export const WIDTH = 560;
export const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 12;
const TOP = 14;
const BOTTOM = 46;
const LINES = 5;

/** The middle of a category's place along the axis. */
export function pointX(place, categories) {
  const room = (WIDTH - LEFT - RIGHT) / categories.length;
  return LEFT + room * (place + 0.5);
}

/** A scale with round steps that holds all values and zero. */
export function scaleOf(values) {
  if (!values.every(Number.isFinite)) {
    throw new TypeError("a chart needs numbers");
  }
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep((high - low || 1) / LINES);
  const [from, to] = [Math.floor(low / step) * step, Math.ceil((high || step) / step) * step];
  const count = Math.round((to - from) / step);
  const y = (value) => TOP + ((to - value) / (to - from)) * (HEIGHT - TOP - BOTTOM);
  return { y, ticks: Array.from({ length: count + 1 }, (_, place) => from + place * step) };
}

function roundStep(rough) {
  const size = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].find((each) => each * size >= rough) * size;
}

export function axes({ categories, x_label: xLabel, y_label: yLabel }, scale) {
  return [
    scale.ticks.map((tick) => gridLine(tick, scale.y(tick))),
    categories.map((name, place) => draw("text",
      { class: "chart-text middle", x: pointX(place, categories), y: HEIGHT - BOTTOM + 18 },
      shorten(name, categories.length))),
    xLabel ? label(xLabel, LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 6) : [],
    yLabel ? draw("text", { class: "chart-text middle label",
      transform: `translate(12 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)` }, yLabel) : [],
  ];
}

function gridLine(tick, y) {
  const shown = tick.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 2 });
  return [
    draw("line", { class: tick === 0 ? "chart-zero" : "chart-line", x1: LEFT, x2: WIDTH - RIGHT,
      y1: y, y2: y }),
    draw("text", { class: "chart-text end", x: LEFT - 8, y: y + 4 }, shown),
  ];
}

function label(words, x, y) {
  return draw("text", { class: "chart-text middle label", x, y }, words);
}

/** The name of a category, in as many characters as there is room for. */
function shorten(name, count) {
  const room = Math.max(3, Math.floor((WIDTH - LEFT - RIGHT) / count / 6.2));
  return name.length > room ? `${name.slice(0, room - 1)}…` : name;
}
