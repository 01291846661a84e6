// Between moments and what a clock on the wall of a time zone shows.

const MINUTE = 60_000;

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
