import { expect, it } from "vitest";
import { endOfDay, readTimestamp } from "../../src/orchestrator/timestamp.ts";

/** Chrono's RFC 3339, which ends the connection on anything else. */
const strict = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

it.each([
  ["2026-03-14T08:00:00Z", "2026-03-14T08:00:00Z"],
  ["2026-03-14T08:00:00.5Z", "2026-03-14T08:00:00.5Z"],
  ["2026-03-14T08:00:00.123456789+05:30", "2026-03-14T08:00:00.123456789+05:30"],
  ["2024-02-29T23:59:59-23:59", "2024-02-29T23:59:59-23:59"],
  ["0000-01-01T00:00:00+23:59", "0000-01-01T00:00:00+23:59"],
])("keeps a valid date and time as written: %s [date-kept]", (given, text) => {
  expect(readTimestamp(given)?.text).toBe(text);
});

it.each([
  ["2026-03-14", "2026-03-14T00:00:00Z"],
  ["2026-03-14T08:00:00", "2026-03-14T08:00:00Z"],
  ["2026-03-14T08:00", "2026-03-14T08:00:00Z"],
  ["2026-03-14 08:00:00", "2026-03-14T08:00:00Z"],
  ["2026-03-14t08:00:00z", "2026-03-14T08:00:00Z"],
  ["2026-03-14T08:00:00+0100", "2026-03-14T08:00:00+01:00"],
  ["2026-03-14T08:00:00-01", "2026-03-14T08:00:00-01:00"],
  ["2026-03-14T08:00:00-00:00", "2026-03-14T08:00:00Z"],
  ["2026-03-14T08:00:00,25Z", "2026-03-14T08:00:00.25Z"],
  ["2026-03-14T08:00:00.1234567891234Z", "2026-03-14T08:00:00.123456789Z"],
  ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"],
  ["1990-12-31T15:59:60-08:00", "1990-12-31T15:59:59-08:00"],
  ["2016-12-31T23:59:60.25Z", "2016-12-31T23:59:59.25Z"],
])("puts right what is an instant but not RFC 3339: %s is %s [date-normalised]", (given, text) => {
  expect(readTimestamp(given)?.text).toBe(text);
});

it.each([
  ..."2026-02-30T00:00:00Z 2025-02-29T00:00:00Z 1900-02-29T00:00:00Z 2026-04-31T00:00:00Z 2026-00-01T00:00:00Z".split(
    " ",
  ),
  ..."2026-13-01T00:00:00Z 2026-01-00T00:00:00Z 2026-01-32T00:00:00Z 2026-01-01T24:00:00Z 2026-01-01T00:60:00Z".split(
    " ",
  ),
  ..."2026-01-01T23:59:61Z 2026-01-01T00:00:00+24:00 2026-01-01T00:00:00+25:00 2026-01-01T00:00:00+01:60".split(" "),
  ..."10000-01-01T00:00:00Z +10000-01-01T00:00:00Z -001-01-01T00:00:00Z 26-01-01T00:00:00Z 2026-1-1T00:00:00Z".split(
    " ",
  ),
  ..."2026-01-01T00:00:00.Z 2026-01-01T00:00:00ZZ 2026-01-01T 2026-01-01Z 2026-01-01T00Z 20260101T000000Z".split(" "),
  ..."2026-W01-1 2026-001 now 1767225600 2026-01-01T00:00:00UTC 2026-01-01T00:00:00+1:00".split(" "),
  "",
  " 2026-01-01T00:00:00Z",
  "2026-01-01T00:00:00Z\n",
  "2026-01-01\n",
  "2026-01-01T00:00:00 Z",
  "２０２６-01-01T00:00:00Z",
  "2026-01-01T00:00:00\u{2212}01:00",
])("refuses %j [date-refused]", (given) => {
  expect(readTimestamp(given)).toBeUndefined();
});

it("accepts exactly the days that a calendar has, and counts them right [date-calendar]", { timeout: 60_000 }, () => {
  const dayMs = 86_400_000;
  const wrong: string[] = [];
  let monthStart = Date.parse("0000-01-01T00:00:00Z");
  for (let year = 0; year <= 9999; year++) {
    const leap = year % 400 === 0 || (year % 4 === 0 && year % 100 !== 0);
    const lengths = [0, 31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (let month = 0; month <= 13; month++) {
      const length = lengths[month] ?? 0;
      for (const day of [0, 1, 2, 15, 28, 29, 30, 31, 32]) {
        const text = `${String(year).padStart(4, "0")}-${pad(month)}-${pad(day)}`;
        const expected = day >= 1 && day <= length ? monthStart + (day - 1) * dayMs : undefined;
        // Gathered, as a million expectations would take a minute.
        if (readTimestamp(text)?.ms !== expected) wrong.push(text);
      }
      monthStart += length * dayMs;
    }
  }
  expect(wrong).toEqual([]);
  expect(monthStart).toBe(Date.parse("9999-12-31T00:00:00Z") + dayMs);
});

it(
  "accepts exactly the times and offsets that exist, as the engine of the language reads them [date-clock]",
  { timeout: 60_000 },
  () => {
    for (let hour = 0; hour <= 25; hour++) {
      for (let minute = 0; minute <= 61; minute++) {
        const time = `2026-03-14T${pad(hour)}:${pad(minute)}:30Z`;
        const valid = hour <= 23 && minute <= 59;
        expect([time, readTimestamp(time)?.ms]).toEqual([time, valid ? Date.parse(time) : undefined]);
        for (const sign of ["+", "-"]) {
          const offset = `2026-03-14T12:00:00${sign}${pad(hour)}:${pad(minute)}`;
          expect([offset, readTimestamp(offset)?.ms]).toEqual([offset, valid ? Date.parse(offset) : undefined]);
        }
      }
    }
    for (let second = 0; second <= 99; second++) {
      const time = `2026-03-14T12:00:${pad(second)}Z`;
      const read = Date.parse(time.replace(":60Z", ":59Z"));
      expect([time, readTimestamp(time)?.ms]).toEqual([time, second <= 60 ? read : undefined]);
    }
  },
);

it(
  "lets nothing out that is not strict RFC 3339, whatever one character is changed to [date-strict]",
  { timeout: 60_000 },
  () => {
    const valid = "2026-03-14T08:00:00.25+01:00";
    for (let place = 0; place < valid.length; place++) {
      for (let code = 0; code < 0x180; code++) {
        for (const text of [
          valid.slice(0, place),
          valid.slice(0, place) + String.fromCharCode(code) + valid.slice(place + 1),
        ]) {
          const read = readTimestamp(text);
          if (read === undefined) continue;
          expect(read.text).toMatch(strict);
          expect(Number.isSafeInteger(read.ms)).toBe(true);
          expect(readTimestamp(read.text)).toEqual(read);
        }
      }
    }
  },
);

it("tells instants apart to the nanosecond [date-nanoseconds]", () => {
  expect(readTimestamp("1969-12-31T23:59:59.999999999Z")).toMatchObject({ ms: -1, ns: 999_999 });
  expect(readTimestamp("2026-03-14T08:00:00.123456789Z")).toMatchObject({ ms: 1_773_475_200_123, ns: 456_789 });
});

it("cuts what is below the nanosecond off an instant too [date-nanoseconds]", () => {
  expect(readTimestamp("2026-03-14T08:00:00.1234567899Z")).toMatchObject({ ms: 1_773_475_200_123, ns: 456_789 });
});

it.each(["2026-03-01", "2026-03-01T00:00:00.000Z", "2026-03-01T00:00:00+00:00", "2026-03-01 00:00"])(
  "ends the day that %s begins a nanosecond before the next [tasks-whole-day]",
  (midnight) => {
    const timestamp = readTimestamp(midnight);
    expect(timestamp && endOfDay(timestamp)).toEqual({ ms: Date.parse("2026-03-02T00:00:00Z") - 1, ns: 999_999 });
  },
);

it.each(["2026-03-01T00:00:00.001Z", "2026-03-01T00:00:01Z", "2026-03-01T12:00:00Z"])(
  "takes %s for no day [tasks-whole-day]",
  (time) => {
    const timestamp = readTimestamp(time);
    expect(timestamp && endOfDay(timestamp)).toBeUndefined();
  },
);

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
