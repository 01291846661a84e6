// Elements without markup: all text goes in as text, so nothing that people write can become code.

/**
 * An element. `props` are attributes; `on*` are listeners, `class` and `data-*` as in HTML; true
 * means an empty attribute, false, null and undefined none. Children are nodes, strings, or lists
 * of them; null and false are left out.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "value" || name === "checked" || name === "selected") {
      element[name] = value ?? "";
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...flat(children));
  return element;
}

/** Put these children in the place of all that are there. */
export function fill(element, ...children) {
  element.replaceChildren(...flat(children));
  return element;
}

function flat(children) {
  const absent = [null, undefined, false];
  return children.flat(Infinity).filter((child) => !absent.includes(child));
}
