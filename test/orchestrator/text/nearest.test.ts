import { expect, it } from "vitest";
import { didYouMean } from "../../../src/orchestrator/text/nearest.ts";

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
