// Lists that open at a field: above everything else, so that nothing cuts them off.

const GAP = 4;
const HEIGHT = 260;

/**
 * Show `list`, a manual popover, at `field`, and keep it there. Returns `{place(), close()}`: to
 * place it anew when it has grown, and to hide it.
 */
export function openAt(list, field) {
  const stop = new AbortController();
  const { signal } = stop;
  const follow = () => (list.isConnected ? place(list, field) : stop.abort());
  window.addEventListener("scroll", follow, { capture: true, passive: true, signal });
  window.addEventListener("resize", follow, { signal });
  list.showPopover();
  const close = () => {
    stop.abort();
    list.hidePopover();
  };
  return { place: follow, close };
}

/** Below the field, or above it where there is more room. */
function place(list, field) {
  const { left, top, bottom, width } = field.getBoundingClientRect();
  const [below, above] = [innerHeight - bottom - 2 * GAP, top - 2 * GAP];
  const isBelow = below >= Math.min(list.scrollHeight, HEIGHT) || below >= above;
  const sides = {
    left,
    "min-width": width,
    "max-height": Math.min(isBelow ? below : above, HEIGHT),
    ...(isBelow ? { top: bottom + GAP } : { bottom: innerHeight - top + GAP }),
  };
  for (const side of ["top", "bottom"]) list.style.removeProperty(side);
  for (const [side, size] of Object.entries(sides)) list.style.setProperty(side, `${size}px`);
}
