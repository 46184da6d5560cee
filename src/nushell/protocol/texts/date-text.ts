import { DateTime } from "../values/date-time.ts";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Sat, 14 Mar 2026 09:05:00 +0530` at the date's own offset, as RFC 2822 has it; RFC 3339 beyond its years. */
export function dateText(text: string): string {
  const [, date = "", time = "", offset = ""] = /^(\d{4}-\d\d-\d\d)T([\d:]{8})[\d.]*(.+)$/.exec(text) ?? [];
  if (date === "") return text.replace("Z", "+00:00");
  const day = new Date(date);
  const zone = offset === "Z" ? "+0000" : offset.replace(":", "");
  const month = months[day.getUTCMonth()];
  return `${days[day.getUTCDay()]}, ${day.getUTCDate()} ${month} ${date.slice(0, 4)} ${time} ${zone}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

// What is longer than so many seconds is so many of the unit, but no fewer than two if the unit has no word for one.
const periods: readonly (readonly [longerThan: number, one: string, size?: number])[] = [
  [547 * day, "years", 365 * day],
  [345 * day, "a year"],
  [45 * day, "months", 30 * day],
  [29 * day, "a month"],
  [10.5 * day, "weeks", 7 * day],
  [6.5 * day, "a week"],
  [36 * hour, "days", day],
  [22 * hour, "a day"],
  [90 * minute, "hours", hour],
  [45 * minute, "an hour"],
  [90, "minutes", minute],
  [45, "a minute"],
  [10, "seconds", 1],
];

// Nushell counts no more nanoseconds than an int holds, and then years of the calendar.
const countedSeconds = 2 ** 63 / 1e9;

/** How far away a date is: `in 2 hours`, `a week ago`, `now`. */
export function relativeDateText(text: string): string {
  const [date, now] = [new DateTime(text).toDate(), new Date()];
  const exact = Math.round((date.getTime() - now.getTime()) / 1000);
  const seconds = Math.abs(exact) < countedSeconds ? exact : (date.getUTCFullYear() - now.getUTCFullYear()) * 365 * day;
  const distance = Math.abs(seconds);
  const [, name, size] = periods.find(([longerThan]) => distance > longerThan) ?? [];
  if (name === undefined) return "now";
  const period = size === undefined ? name : `${Math.max(Math.floor(distance / size), 2)} ${name}`;
  return seconds < 0 ? `${period} ago` : `in ${period}`;
}
