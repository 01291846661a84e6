// The reactions below a message: pressing one adds or takes back one's own.

import { toggleReaction } from "./acts.js";
import { h } from "./dom.js";
import { reader } from "./reader.js";

export function renderReactions(message) {
  if (!message.reactions?.length) return null;
  const buttons = message.reactions.map((row) => reactionButton(message, row));
  return h("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, buttons);
}

function reactionButton(message, { name, users, count }) {
  const mine = users.includes(reader.me.id);
  return h(
    "button",
    {
      type: "button",
      class: mine ? "reaction mine" : "reaction",
      "aria-label": `:${name}: ${count}${mine ? ", you reacted" : ""}`,
      title: `${namesOf(users)} reacted with :${name}:`,
      onclick: () => toggleReaction(message, name),
    },
    h("span", { class: "glyph" }, reader.emoji(name) ?? `:${name}:`),
    h("span", { class: "count" }, String(count)),
  );
}

function namesOf(users) {
  const names = users.map((id) =>
    id === reader.me.id ? "you" : (reader.user(id)?.name ?? "somebody"),
  );
  const words = new Intl.ListFormat("en").format(names);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
