// Drawings without markup: as dom.js, for SVG.

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children (nodes or strings). */
export function draw(tag, traits = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(traits)) {
    element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity));
  return element;
}
