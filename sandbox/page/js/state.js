// Where the page is, kept in the address: `#/<person>/<channel id | app:<bot id>>[/<thread ts>]`.

/** `{person, spot, thread}`; what is not said is null. */
export function readPlace() {
  const [person, spot, thread] = location.hash.replace(/^#\//, "").split("/").map(decode);
  return { person: person || null, spot: spot || null, thread: thread || null };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

/** The address of `place`; what is left out stays as it is, except that a spot ends a thread. */
export function addressOf(place) {
  const now = readPlace();
  const kept = "spot" in place || "person" in place ? { ...now, thread: null } : now;
  const { person, spot, thread } = { ...kept, ...place };
  return `#/${[person, spot, thread].filter(Boolean).join("/")}`;
}

export function go(place) {
  location.hash = addressOf(place);
}

/** The same without a new step in the browser's history. */
export function settle(place) {
  history.replaceState(null, "", addressOf(place));
}

/** The bot of an App entry's spot, or null for a conversation. */
export function botOf(spot) {
  return spot?.startsWith("app:") ? spot.slice(4) : null;
}
