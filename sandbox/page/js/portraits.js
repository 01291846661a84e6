// Faces: the initials of a person on a colour of their own.

import { h } from "./dom.js";

const TINTS = 8;

/** The portrait of `user`, who may be unknown. It says nothing: the name stands beside it. */
export function avatar(user, size = "") {
  const name = user?.name ?? "?";
  const mix = (sum, sign) => (sum * 31 + sign.codePointAt(0)) % 9973;
  const tint = [...(user?.id ?? "")].reduce(mix, 7) % TINTS;
  const shape = user?.is_bot ? "app" : "";
  return h(
    "span",
    { class: `avatar tint-${tint} ${shape} ${size}`, "aria-hidden": "true" },
    initials(name),
  );
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  const first = (word) => [...(word ?? "")][0] ?? "";
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toUpperCase();
}
