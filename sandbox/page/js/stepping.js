// Arrow keys that lead the focus from one element to the next.

/** Give the focus to the neighbour of who has it in `all`: `[back, forth]` are the two keys. */
export function stepFocus(event, [back, forth], all) {
  const step = { [back]: -1, [forth]: 1 }[event.key];
  const next = step && [...all][[...all].indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
