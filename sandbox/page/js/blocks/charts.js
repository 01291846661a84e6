// Charts of the data_visualization block: a drawing, a legend, and the figures as a table.

import { h } from "../dom.js";
import { draw } from "../svg.js";
import { axes, HEIGHT, pointX, scaleOf, WIDTH } from "./axes.js";
import { pie } from "./pie.js";

const DRAWINGS = { bar: bars, line: lines, area: areas };

/** The drawing is not for screen readers: they get the table. */
export function chart(block) {
  const { chart: data, title } = block;
  if (data.type === "pie") {
    const rows = data.segments.map((segment) => [segment.label, segment.value]);
    return whole(title, pie(data.segments), legend(rows.map(([label]) => label)),
      figures(title, ["", "Value"], rows));
  }
  const { categories } = data.axis_config;
  const rows = categories.map((name, place) =>
    [name, ...data.series.map((series) => series.data[place].value)]);
  const names = data.series.map((series) => series.name);
  return whole(title, plot(data), names.length > 1 && legend(names),
    figures(title, [data.axis_config.x_label ?? "", ...names], rows));
}

function whole(title, drawing, ...rest) {
  if (typeof title !== "string") {
    throw new TypeError("a chart needs a title");
  }
  return h("figure", { class: "block-chart" },
    h("figcaption", { class: "chart-title" }, title), drawing, rest);
}

function legend(names) {
  return h("ul", { class: "chart-legend", "aria-hidden": "true" }, names.map((name, place) =>
    h("li", {}, draw("svg", { class: "swatch", viewBox: "0 0 1 1" },
      draw("rect", { class: `series-${place}`, width: 1, height: 1 })), name)));
}

function figures(title, head, rows) {
  return h("table", { class: "unseen" }, h("caption", {}, title),
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(([name, ...values]) => h("tr", {},
      h("th", { scope: "row" }, name), values.map((value) => h("td", {}, String(value)))))));
}

function plot(data) {
  const values = data.series.flatMap((series) => series.data.map((point) => point.value));
  const scale = scaleOf(values);
  const box = { class: "chart-drawing", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" };
  return draw("svg", box, axes(data.axis_config, scale), DRAWINGS[data.type](data, scale));
}

function bars({ series, axis_config: { categories } }, scale) {
  const room = pointX(1, categories) - pointX(0, categories);
  const width = Math.min((room * 0.7) / series.length, 40);
  const zero = scale.y(0);
  return series.map((each, number) => each.data.map((point, place) => {
    const top = scale.y(point.value);
    const left = pointX(place, categories) + (number - series.length / 2) * width;
    return draw("rect", { class: `series-${number}`, x: left + 1, width: Math.max(width - 2, 1),
      y: Math.min(top, zero), height: Math.max(Math.abs(zero - top), 1), rx: 2 },
    draw("title", {}, `${each.name}, ${point.label}: ${point.value}`));
  }));
}

function lines({ series, axis_config: { categories } }, scale) {
  return series.map((each, number) => [
    draw("polyline", { class: `line-${number}`, points: places(each, categories, scale) }),
    each.data.map((point, place) => draw("circle", { class: `series-${number}`, r: 3.5,
      cx: pointX(place, categories), cy: scale.y(point.value) },
    draw("title", {}, `${each.name}, ${point.label}: ${point.value}`))),
  ]);
}

function areas(data, scale) {
  const { series, axis_config: { categories } } = data;
  const ends = `${pointX(categories.length - 1, categories)},${scale.y(0)} ` +
    `${pointX(0, categories)},${scale.y(0)}`;
  const fills = series.map((each, number) => draw("polygon",
    { class: `area-${number}`, points: `${places(each, categories, scale)} ${ends}` }));
  return [fills, lines(data, scale)];
}

function places(series, categories, scale) {
  return series.data
    .map((point, place) => `${pointX(place, categories)},${scale.y(point.value)}`)
    .join(" ");
}
