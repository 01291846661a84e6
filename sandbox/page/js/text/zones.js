// Between moments and what a clock on the wall of a time zone shows.

const MINUTE = 60_000;
const SORTABLE = { dateStyle: "short", timeStyle: "medium" };
const formats = new Map();

/**
 * The Intl.DateTimeFormat of `timeZone` with these `parts`. They are slow to make, and a page of
 * messages asks for hundreds.
 */
export function formatOf(timeZone, parts, language = "en-US") {
  const key = JSON.stringify([language, timeZone, parts]);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(language, { timeZone, ...parts }));
  }
  return formats.get(key);
}

/** A moment as it is said in `timeZone`, with the `parts` of Intl.DateTimeFormat. */
export function spokenIn(timeZone, moment, parts) {
  return formatOf(timeZone, parts).format(moment);
}

/** What the clock in `timeZone` shows at these seconds: "2026-05-04T09:30". */
export function wallTime(seconds, timeZone) {
  const at = seconds * 1000;
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16);
}

/** The seconds at which the clock in `timeZone` shows this. */
export function secondsAt(wall, timeZone) {
  const asUtc = Date.parse(`${wall}Z`);
  const guess = asUtc - offsetAt(asUtc, timeZone);
  return (asUtc - offsetAt(guess, timeZone)) / 1000;
}

function offsetAt(at, timeZone) {
  const minute = Math.floor(at / MINUTE) * MINUTE;
  const shown = formatOf(timeZone, SORTABLE, "sv-SE").format(minute);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - minute;
}
