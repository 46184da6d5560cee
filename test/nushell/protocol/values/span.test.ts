import { expect, it } from "vitest";
import { readSpan } from "../../../../src/nushell/protocol/values/span.ts";

it("reads a span as a map, as engines send it, and as the array that this plugin sends [value-forms]", () => {
  const span = { start: 3, end: 9 };
  expect(readSpan(new Map(Object.entries(span)))).toEqual(span);
  expect(readSpan(new Map(Object.entries({ ...span, file: "x" })))).toEqual(span);
  expect(readSpan([3, 9])).toEqual(span);
});

it("takes a place that no number holds, as some defaults of Nushell's have, for none", () => {
  expect(readSpan([2n ** 63n - 1n, 2n ** 63n - 1n])).toEqual({ start: 0, end: 0 });
});

it("refuses what is none", () => {
  expect(() => readSpan(undefined)).toThrow("span is not an array but missing");
  expect(() => readSpan([3])).toThrow("span.end is not an integer but missing");
  expect(() => readSpan(new Map([["end", 9]]))).toThrow("span.start is not an integer but missing");
});
