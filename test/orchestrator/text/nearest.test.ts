import { expect, it } from "vitest";
import { didYouMean, nearestNames } from "../../../src/orchestrator/text/nearest.ts";

it.each([
  ["b", ["a", "c"], ""],
  ["ab", ["ac", "b"], ""],
  ["A", ["a"], '; did you mean "a"?'],
  ["webx", ["web", "db"], '; did you mean "web"?'],
  ["Pendign", ["pending", "running"], '; did you mean "pending"?'],
  ["abcd", ["axyd"], ""],
])("suggests for %j of %j a name of which a third may differ: %j [validate-unknown-field]", (given, known, hint) => {
  expect(didYouMean(given, known)).toBe(hint);
});

it("compares no more than the beginnings of names [names-linear]", () => {
  const long = "ab".repeat(8_000_000);
  expect(didYouMean(long, ["pending", `${long}c`])).toBe("");
  expect(didYouMean("pendign", [long, "pending"])).toBe('; did you mean "pending"?');
  expect(nearestNames(long, [`b${long}`, "z", `${long}x`], 2)).toEqual([`${long}x`, `b${long}`]);
  expect(nearestNames("a", [long, "b"], 1)).toEqual(["b"]);
});
