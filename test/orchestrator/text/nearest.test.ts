import { expect, it } from "vitest";
import { didYouMean, nearestNames } from "../../../src/orchestrator/text/nearest.ts";
import { excerpt } from "../../../src/orchestrator/text/printable.ts";

it.each([
  ["b", ["a", "c"], ""],
  ["ab", ["ac", "b"], ""],
  ["A", ["a"], '; did you mean "a"?'],
  ["webx", ["web", "db"], '; did you mean "web"?'],
  ["Pendign", ["pending", "running"], '; did you mean "pending"?'],
  ["abcd", ["axyd"], ""],
  ["chekc", ["graph", "check"], '; did you mean "check"?'],
  ["ba", ["ab"], ""],
  ["bacd", ["abxd", "abcd"], '; did you mean "abcd"?'],
])("suggests for %j of %j a name of which a third may differ: %j [validate-unknown-field]", (given, known, hint) => {
  expect(didYouMean(given, known)).toBe(hint);
});

it.each([
  ["cafe\u{301}", "caf\u{e9}", "caf\\u{e9}"],
  ["caf\u{e9}", "cafe\u{301}", "cafe\\u{301}"],
  ["\u{e9}", "e\u{301}", "e\\u{301}"],
  ["\u{ac00}", "\u{1100}\u{1161}", "\\u{1100}\\u{1161}"],
  ["d\u{430}t\u{430}b\u{430}s\u{435}", "database", "database, not d\\u{430}t\\u{430}b\\u{430}s\\u{435}"],
])("tells a name from one that looks the same: %j of %j [names-twins]", (given, known, spelling) => {
  const hint = `; did you mean "${known}", which is written in other characters (${spelling})?`;
  expect(didYouMean(given, ["other", known, "another"])).toBe(hint);
  expect(nearestNames(given, ["z", known], 2)).toEqual([`${known} (written in other characters: ${spelling})`, "z"]);
});

it.each(["\u{200b}d\u{200b}\u{2060}b\u{200b}", "d\u{3164}b", "db\u{fe0f}\u{34f}\u{2800}"])(
  "finds a name whatever invisible characters are in it: %j [names-twins]",
  (given) => {
    expect(didYouMean(given, ["web", "db"])).toBe('; did you mean "db"?');
    expect(didYouMean("db", ["web", given])).toMatch(/^; did you mean ".*\\u\{[0-9a-f]+\}.*"\?$/);
  },
);

it("compares no more than the beginnings of names [names-linear]", () => {
  const long = "ab".repeat(8_000_000);
  expect(didYouMean(long, ["pending", `${long}c`])).toBe("");
  expect(didYouMean("pendign", [long, "pending"])).toBe('; did you mean "pending"?');
  expect(nearestNames(long, [`b${long}`, "z", `${long}x`], 2)).toEqual([`${long}x`, `b${long}`].map(excerpt));
  expect(nearestNames("x", [long, "y"], 1)).toEqual(["y"]);
});
