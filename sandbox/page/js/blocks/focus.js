// The person's place among elements that are drawn anew.

const FOCUSABLE = "button, a[href], input, textarea, select, [tabindex]";

/**
 * Do `change`, which draws `root` anew, and give the focus to the element that took the place of
 * the one that had it. Returns whether the focus was in an element there, and came back.
 */
export function keepFocus(root, change) {
  const place = placeOf(document.activeElement, root);
  change();
  return place !== null && restore(place, root);
}

function placeOf(active, root) {
  const frame = active && root.contains(active) ? active.closest("[data-action]") : null;
  if (!frame) return null;
  const { block, action } = frame.dataset;
  const index = [...frame.querySelectorAll(FOCUSABLE)].indexOf(active);
  return { block, action, index, from: caret(active, "Start"), to: caret(active, "End") };
}

function caret(field, end) {
  return typeof field.setSelectionRange === "function" ? field[`selection${end}`] : null;
}

function restore({ block, action, index, from, to }, root) {
  const frames = [...root.querySelectorAll("[data-action]")];
  const frame = frames.find(({ dataset }) => dataset.block === block && dataset.action === action);
  const fields = [...(frame?.querySelectorAll(FOCUSABLE) ?? [])];
  const field = fields[index] ?? fields[0];
  field?.focus({ preventScroll: true });
  if (from !== null && typeof field?.setSelectionRange === "function") {
    field.setSelectionRange(from, to);
  }
  return field !== undefined;
}
