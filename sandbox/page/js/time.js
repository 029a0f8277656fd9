/** Dates as Discord writes them, in the browser's own time zone. */

import { h } from "./dom.js";

/** English words around dates, so English dates: the browser's own kind if it has one. */
const LOCALE = navigator.languages.find((language) => language.startsWith("en")) ?? "en-GB";
const REFRESH_MS = 1000;

/** Discord's styles of `<t:unix:style>`; R is told in words instead. @type {Record<string, Intl.DateTimeFormatOptions>} */
const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

/** Units with their length in seconds and how many of them make the next. @type {[Intl.RelativeTimeFormatUnit, number, number][]} */
const UNITS = [
  ["second", 1, 60],
  ["minute", 60, 60],
  ["hour", 3600, 24],
  ["day", 86400, 30],
  ["month", 2592000, 12],
  ["year", 31536000, Infinity],
];

let aheadMs = 0;

/** The sandbox's clock can be ahead of this machine's; what is past is told by the sandbox's. @param {number} ms */
export function setAhead(ms) {
  aheadMs = ms;
}

/** The sandbox's present, in milliseconds since 1970. */
export function now() {
  return Date.now() + aheadMs;
}

/** @param {Date} date @param {Intl.DateTimeFormatOptions} style */
function format(date, style) {
  return new Intl.DateTimeFormat(LOCALE, style).format(date);
}

/** Rounded, so that ten minutes are ten for longer than a moment. @param {Date} date */
export function relative(date) {
  const seconds = (date.getTime() - now()) / 1000;
  const [unit, length] = UNITS.find(([, size, enough]) => Math.abs(Math.round(seconds / size)) < enough) ?? UNITS[5];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" }).format(Math.round(seconds / length), unit);
}

/** @param {number} unix seconds @param {string} style */
export function timestamp(unix, style) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${unix}:${style}>`;
  const words = style === "R" ? relative(date) : format(date, STYLES[style] ?? STYLES.f);
  return h(
    "time",
    {
      class: "timestamp",
      datetime: date.toISOString(),
      title: format(date, STYLES.F),
      "data-relative": style === "R",
    },
    words,
  );
}

/** When a message was sent: the time alone for today. @param {string} iso */
export function sentAt(iso) {
  const date = new Date(iso);
  const today = new Date(now());
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return format(date, STYLES.t);
  if (date.toDateString() === yesterday.toDateString()) return `Yesterday at ${format(date, STYLES.t)}`;
  return format(date, STYLES.s);
}

/** @param {string} iso */
export function shortTime(iso) {
  return format(new Date(iso), STYLES.t);
}

/** @param {string} iso */
export function fullTime(iso) {
  return format(new Date(iso), STYLES.F);
}

/** The day and the time to the second, with the zone. @param {number} ms */
export function clockTime(ms) {
  return format(new Date(ms), {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
}

/** Hours, minutes and seconds, short enough for a list. @param {string} iso */
export function secondsTime(iso) {
  return format(new Date(iso), { timeStyle: "medium", hourCycle: "h23" });
}

/** @param {string} iso */
export function day(iso) {
  return format(new Date(iso), STYLES.D);
}

/** Keeps "in 5 minutes" true on the screen. */
export function keepRelativeTimesFresh() {
  setInterval(() => {
    for (const element of document.querySelectorAll("time[data-relative]")) {
      const words = relative(new Date(/** @type {HTMLTimeElement} */ (element).dateTime));
      if (element.textContent !== words) element.textContent = words;
    }
  }, REFRESH_MS);
}
