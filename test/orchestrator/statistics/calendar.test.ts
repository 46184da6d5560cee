import { expect, it } from "vitest";
import { calendarOf, timeZoneOf } from "../../../src/orchestrator/statistics/calendar.ts";

const at = (zone: string, unit: "date" | "hour", ...times: string[]) =>
  times.map((time) => calendarOf(zone)[unit](Date.parse(time)));

it("names the days and hours of a time zone, also before the year 0 and after 9999 [stats-by-time]", () => {
  expect(at("UTC", "date", "2026-03-14T23:59:59.999Z", "2026-03-15T00:00:00Z")).toEqual(["2026-03-14", "2026-03-15"]);
  expect(at("Asia/Tokyo", "date", "2026-03-14T14:59:59Z", "2026-03-14T15:00:00Z")).toEqual([
    "2026-03-14",
    "2026-03-15",
  ]);
  expect(at("America/St_Johns", "hour", "2026-03-14T12:29:59Z", "2026-03-14T12:30:00Z")).toEqual([
    "2026-03-14 09:00",
    "2026-03-14 10:00",
  ]);
  const ends = [Date.parse("0000-01-01T00:00:00Z") - 1, Date.parse("9999-12-31T23:59:59Z") + 1000];
  expect(ends.map((time) => calendarOf("UTC").date(time))).toEqual(["-000001-12-31", "+010000-01-01"]);
});

it("tells the two hours apart that the clocks pass twice, and no other [stats-by-time]", () => {
  const hours = ["2026-10-24T23:59:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z"];
  expect(at("Europe/Berlin", "hour", ...hours)).toEqual([
    "2026-10-25 01:00",
    "2026-10-25 02:00 +02:00",
    "2026-10-25 02:00 +01:00",
    "2026-10-25 03:00",
  ]);
  expect(at("America/New_York", "hour", "2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z")).toEqual([
    "2026-11-01 01:00 -04:00",
    "2026-11-01 01:00 -05:00",
  ]);
  // In spring an hour is left out.
  expect(at("Europe/Berlin", "hour", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")).toEqual([
    "2026-03-29 01:00",
    "2026-03-29 03:00",
  ]);
});

it("knows time zones by name [stats-time-zone]", () => {
  const names = ["UTC", "Europe/Berlin", "EST5EDT", "Europe/Nowhere", "CET-1CEST", ""];
  expect(names.map((name) => timeZoneOf(name) !== undefined)).toEqual([true, true, true, false, false, false]);
});

it("is one by its usual name, in whatever case it is given, as something is kept for each name [bounded-zones]", () => {
  expect(["europe/berlin", "EUROPE/BERLIN", "Europe/Berlin"].map(timeZoneOf)).toEqual(
    Array.from({ length: 3 }, () => "Europe/Berlin"),
  );
});
