import { expect, it } from "vitest";
import { shortTime } from "../../../src/commands/text/short-time.ts";

it.each([
  [0, "0s"],
  [-5, "0s"],
  [59_999, "59s"],
  [60_000, "1m"],
  [754_000, "12m 34s"],
  [3_600_000, "1h"],
  [90_061_000, "1d 1h"],
  [86_400_000 + 59_000, "1d"],
  [400 * 86_400_000, "400d"],
])("writes %i ms as %s [top-screen]", (milliseconds, expected) => {
  expect(shortTime(milliseconds)).toBe(expected);
});
