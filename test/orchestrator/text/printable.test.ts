import { expect, it } from "vitest";
import { cut, excerpt, isNot, printable } from "../../../src/orchestrator/text/printable.ts";

it.each([
  ["emoji of several", "👨\u{200d}👩\u{200d}👧 👨🏽\u{200d}🚀 🏳\u{fe0f}\u{200d}🌈 ❤\u{fe0f}\u{200d}🔥"],
  ["how an emoji is drawn", "⚠\u{fe0f} ☎\u{fe0e} ©\u{fe0f}"],
  ["keycaps", "1\u{fe0f}\u{20e3} #\u{fe0f}\u{20e3}"],
  ["Persian", "می\u{200c}خواهم"],
  ["Hindi and Sinhala", "क\u{94d}\u{200d}ष ශ\u{dca}\u{200d}රී"],
])("leaves what belongs to the writing: %s [message-letters]", (_, text) => {
  expect(printable(text)).toBe(text);
});

it.each([
  ["joiners between letters that they do not join", "pay\u{200d}roll a\u{200c}b", "pay\\u{200d}roll a\\u{200c}b"],
  ["joiners at an end", "👨\u{200d} \u{200d}👩 می\u{200c}", "👨\\u{200d} \\u{200d}👩 می\\u{200c}"],
  ["a second joiner", "👨\u{200d}\u{200d}👩", "👨\\u{200d}\\u{200d}👩"],
  ["selectors after what has no such forms", "1\u{fe0f}2 a\u{fe0e}", "1\\u{fe0f}2 a\\u{fe0e}"],
  ["a second selector", "⚠\u{fe0f}\u{fe0f}", "⚠\u{fe0f}\\u{fe0f}"],
  ["a wide space", "日本\u{3000}語", "日本\\u{3000}語"],
])("shows %s [message-letters]", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});

it("cuts a text between what is drawn as one character [message-cut]", () => {
  const family = "👨\u{200d}👩\u{200d}👧";
  expect(excerpt("x".repeat(200))).toBe("x".repeat(200));
  expect(excerpt("x".repeat(201))).toBe(`${"x".repeat(200)}…`);
  for (let before = 199; before > 192; before--) {
    expect(excerpt(`${"x".repeat(before)}${family}yy`)).toBe(`${"x".repeat(before)}…`);
  }
  expect(cut(`ab${family}${family}`, 10)).toBe(`ab${family}…`);
});

it("says what a field has in place of what it should [date-problem]", () => {
  expect([[1], { a: 1 }, "a", 1.5].map((value) => isNot("x", value, "a date"))).toEqual([
    "x is a list, not a date",
    "x is an object, not a date",
    'x "a" is not a date',
    "x 1.5 is not a date",
  ]);
});
