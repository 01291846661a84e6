// Dates as Slack writes them, in the zone of the viewer and not in that of the browser.

import { formatOf } from "./zones.js";

const DAY = 24 * 60 * 60 * 1000;
const HALF_A_YEAR = 183 * DAY;
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December",
];
const SPANS = [
  ["year", 365 * DAY],
  ["month", 30 * DAY],
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", DAY / 24],
  ["minute", DAY / 24 / 60],
];
const PARTS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  weekday: "long",
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
  hour12: true,
};

/**
 * A moment in the words of a template such as `{date_short_pretty} at {time}`. A word for a day
 * ("today") begins with a capital where it begins the template. `timestamp` is in seconds.
 */
export function showDate(timestamp, form, reader) {
  const moment = momentOf(Number(timestamp) * 1000, reader);
  return String(form).replace(/\{(\w+)\}/g, (token, name, position) => {
    const show = Object.hasOwn(TOKENS, name) ? TOKENS[name] : null;
    const words = show ? show(moment) : token;
    return position === 0 ? capitalize(words) : words;
  });
}

/** The time of day of a message's `ts`: "6:39 AM". */
export function showTime(ts, reader) {
  return TOKENS.time(momentOf(Number(ts) * 1000, reader));
}

/** The day of a message's `ts` for the line between two days: "Today", "Friday, May 3rd". */
export function showDay(ts, reader) {
  return capitalize(TOKENS.day_divider_pretty(momentOf(Number(ts) * 1000, reader)));
}

const TOKENS = {
  date_num: (moment) => moment.day,
  date_slash: ({ parts }) => `${parts.month}/${parts.dayOfMonth}/${parts.year}`,
  date_long: (moment) => `${moment.parts.weekday}, ${longDate(moment)}`,
  date_long_full: ({ parts }) => plainDate(monthName(parts), parts),
  date: (moment) => (isNear(moment) ? monthAndDay(moment) : longDate(moment)),
  date_short: (moment) => shortDate(moment),
  date_long_pretty: (moment) => nearDay(moment) ?? TOKENS.date_long(moment),
  date_pretty: (moment) => nearDay(moment) ?? TOKENS.date(moment),
  date_short_pretty: (moment) => nearDay(moment) ?? TOKENS.date_short(moment),
  day_divider_pretty: (moment) => nearDay(moment) ?? dividerDate(moment),
  time: ({ parts }) => `${parts.hour}:${parts.minute} ${parts.half}`,
  time_secs: ({ parts }) => `${parts.hour}:${parts.minute}:${parts.second} ${parts.half}`,
  ago: (moment) => since(moment.now - moment.at),
};

function momentOf(at, reader) {
  const now = reader.now().getTime();
  const parts = partsOf(at, reader.tz);
  return { at, now, parts, day: dayOf(parts), today: partsOf(now, reader.tz) };
}

function partsOf(at, timeZone) {
  const found = formatOf(timeZone, PARTS).formatToParts(at).map((part) => [part.type, part.value]);
  const parts = Object.fromEntries(found);
  return { ...parts, dayOfMonth: parts.day, half: parts.dayPeriod };
}

function dayOf(parts) {
  return `${parts.year}-${parts.month}-${parts.dayOfMonth}`;
}

function nearDay({ day, today }) {
  const distance = Math.round((Date.parse(day) - Date.parse(dayOf(today))) / DAY);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[distance];
}

function isNear({ at, now }) {
  return Math.abs(at - now) < HALF_A_YEAR;
}

function dividerDate(moment) {
  const isThisYear = moment.parts.year === moment.today.year;
  const date = isThisYear ? monthAndDay(moment) : longDate(moment);
  return `${moment.parts.weekday}, ${date}`;
}

function longDate(moment) {
  return `${monthAndDay(moment)}, ${moment.parts.year}`;
}

function shortDate({ parts }) {
  return plainDate(monthName(parts).slice(0, 3), parts);
}

function plainDate(month, parts) {
  return `${month} ${Number(parts.dayOfMonth)}, ${parts.year}`;
}

function monthAndDay({ parts }) {
  return `${monthName(parts)} ${ordinal(Number(parts.dayOfMonth))}`;
}

function monthName(parts) {
  return MONTHS[Number(parts.month) - 1];
}

function ordinal(number) {
  const isTeen = number > 10 && number < 14;
  return `${number}${(!isTeen && { 1: "st", 2: "nd", 3: "rd" }[number % 10]) || "th"}`;
}

function since(milliseconds) {
  const [unit, length] = SPANS.find(([, span]) => Math.abs(milliseconds) >= span) ?? [];
  if (!unit) {
    return milliseconds < 0 ? "in a moment" : "just now";
  }
  const count = Math.floor(Math.abs(milliseconds) / length);
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return milliseconds < 0 ? `in ${words}` : `${words} ago`;
}

function capitalize(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
