// The list under a combobox: its options, in groups where there are any, filtered by what is typed.

import { fill, h } from "../dom.js";
import { newId } from "./acting.js";

/**
 * Draw those of the `choices` ({value, name, description?, group?}) that contain all typed words.
 * Returns their elements with their choices, in order, for the keys to walk through.
 */
export function drawOptions(list, choices, query, chosen) {
  const found = choices.filter((choice) => matches(choice, query));
  const rows = found.map((choice) => ({ choice, node: optionNode(choice, chosen) }));
  fill(list, rows.length ? grouped(rows) : h("div", { class: "option-none" }, "No results"));
  return rows;
}

function matches(choice, query) {
  const words = `${choice.name} ${choice.description ?? ""}`.toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => words.includes(word));
}

function optionNode(choice, chosen) {
  const isChosen = chosen.some((each) => each.value === choice.value);
  return h("div", { class: "option", role: "option", id: newId("option"),
    "aria-selected": String(isChosen) },
  h("span", { class: "option-name" }, choice.name),
  choice.description && h("span", { class: "option-description" }, choice.description));
}

function grouped(rows) {
  const groups = groupRows(rows);
  return [...groups].map(([name, members]) => {
    const nodes = members.map((row) => row.node);
    return name ? h("div", { role: "group", "aria-label": name },
      h("div", { class: "option-group", "aria-hidden": "true" }, name), nodes) : nodes;
  });
}

function groupRows(rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = row.choice.group ?? "";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}
