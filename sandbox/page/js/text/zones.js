// Between moments and what a clock on the wall of a time zone shows.

const MINUTE = 60_000;
const formats = new Map();

/** A moment as it is said in `timeZone`, with the `parts` of Intl.DateTimeFormat. */
export function spokenIn(timeZone, moment, parts) {
  const key = JSON.stringify([timeZone, parts]);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone, ...parts })); // slow to make
  }
  return formats.get(key).format(moment);
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
  const shown = new Intl.DateTimeFormat("sv-SE", {
    timeZone, dateStyle: "short", timeStyle: "medium",
  }).format(minute);
  return Date.parse(`${shown.replace(" ", "T")}Z`) - minute;
}
