import { expect, it } from "vitest";
import { DateTime, isRfc3339 } from "../../../../src/nushell/protocol/values/date-time.ts";

it.each([
  "2026-03-14T08:00:00Z",
  "2026-03-14T08:00:00.000000001+23:59",
  "2024-02-29T23:59:59-00:30",
  "0000-01-01T00:00:00Z",
  "2016-12-31T23:59:60Z",
  "+10000-12-30T23:59:59Z",
  "-0001-01-01T00:00:00Z",
  "+010000-01-01T00:00:00.000Z",
  "+262142-12-31T23:59:59Z",
])("takes the date %s, as Nushell does [date-texts]", (text) => {
  expect(isRfc3339(text)).toBe(true);
  expect(new DateTime(text).text).toBe(text);
  expect(new DateTime(text).toDate().getTime()).not.toBeNaN();
});

it.each([
  "",
  "2026-03-14",
  "2026-03-14T08:00:00",
  "2026-03-14T08:00Z",
  "2026-02-30T08:00:00Z",
  "2025-02-29T08:00:00Z",
  "2026-13-01T08:00:00Z",
  "2026-00-01T08:00:00Z",
  "2026-03-00T08:00:00Z",
  "2026-12-32T08:00:00Z",
  "2026-01-99T08:00:00Z",
  "2026-03-14T24:00:00Z",
  "2026-03-14T08:60:00Z",
  "2026-03-14T08:00:61Z",
  "2026-03-14T08:00:00+24:00",
  "2026-03-14T08:00:00.Z",
  "+262143-01-01T00:00:00Z",
  "+300000-01-01T00:00:00Z",
  "12026-03-14T08:00:00Z",
  " 2026-03-14T08:00:00Z",
])("refuses %j, of which most end the connection [date-texts]", (text) => {
  expect(isRfc3339(text)).toBe(false);
  expect(() => new DateTime(text)).toThrow(RangeError);
});

it("becomes a Date of the same instant, as far as JavaScript has it", () => {
  expect(new DateTime("2026-03-14T08:00:00.123456789+01:00").toDate()).toEqual(new Date("2026-03-14T07:00:00.123Z"));
  expect(new DateTime("+10000-12-30T23:59:59Z").toDate()).toEqual(new Date("+010000-12-30T23:59:59Z"));
  expect(new DateTime("-0001-01-01T00:00:00Z").toDate()).toEqual(new Date("-000001-01-01T00:00:00Z"));
  expect(new DateTime("2016-12-31T23:59:60Z").toDate()).toEqual(new Date("2016-12-31T23:59:59Z"));
});
