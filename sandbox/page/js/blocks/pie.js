// A pie: each segment's share of the whole.

import { draw } from "../svg.js";

const SIZE = 200;
const RADIUS = 92;
const LABELLED = 0.06;

export function pie(segments) {
  const total = segments.reduce((sum, segment) => sum + segment.value, 0);
  if (!Number.isFinite(total) || total <= 0 || segments.some(({ value }) => value < 0)) {
    throw new TypeError("a pie needs shares");
  }
  let from = 0;
  const slices = segments.map((segment, number) => {
    const share = segment.value / total;
    const slice = sliceNodes(segment, number, from, share);
    from += share;
    return slice;
  });
  const box = { class: "chart-drawing pie", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" };
  return draw("svg", box, slices);
}

function sliceNodes({ label, value }, number, from, share) {
  const percent = `${Math.round(share * 100)}%`;
  const hint = draw("title", {}, `${label}: ${value} (${percent})`);
  const [x, y] = pointAt(from + share / 2, RADIUS * 0.65);
  return [
    draw("path", { class: `series-${number} slice`, d: outline(from, share) }, hint),
    share < LABELLED ? [] : draw("text", { class: "slice-text", x, y: y + 4 }, percent),
  ];
}

function outline(from, share) {
  if (share >= 1) {
    const half = SIZE / 2;
    const arc = (to) => `A ${RADIUS} ${RADIUS} 0 1 1 ${half} ${to}`;
    return `M ${half} ${half - RADIUS} ${arc(half + RADIUS)} ${arc(half - RADIUS)} Z`;
  }
  const [start, end] = [pointAt(from, RADIUS), pointAt(from + share, RADIUS)];
  const large = share > 0.5 ? 1 : 0;
  return `M ${SIZE / 2} ${SIZE / 2} L ${start.join(" ")} ` +
    `A ${RADIUS} ${RADIUS} 0 ${large} 1 ${end.join(" ")} Z`;
}

function pointAt(turn, radius) {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return [SIZE / 2 + radius * Math.cos(angle), SIZE / 2 + radius * Math.sin(angle)];
}
