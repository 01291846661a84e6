// Images, which may fail to load: then their alternative text stands in their place.

import { h } from "../dom.js";
import { renderText } from "../text/mrkdwn.js";

/** An image of a block or an element. Files kept at Slack cannot be loaded here. */
export function picture(json, name) {
  if (typeof json.alt_text !== "string") {
    throw new TypeError("an image needs alt_text");
  }
  if (!json.image_url) {
    return missing(json.alt_text);
  }
  const image = h("img", { class: name, alt: json.alt_text, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(missing(json.alt_text)));
  image.src = json.image_url;
  return image;
}

function missing(words) {
  return h("span", { class: "picture-missing", role: "img", "aria-label": words }, `🖼 ${words}`);
}

export function imageBlock(block, { reader }) {
  return h("figure", { class: "block-image" },
    block.title && h("figcaption", {}, renderText(block.title, reader)),
    picture(block, "block-image-picture"));
}
