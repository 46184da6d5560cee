import { expect, it } from "vitest";
import { oneLine } from "../../../../src/orchestrator/workflow/evaluators/tool-text.ts";

it.each([
  ["", ""],
  ["  one line - as it is ", "one line - as it is"],
  ["- 5 is negative", "- 5 is negative"],
  ["a timeout that is\nlonger than allowed", "a timeout that is longer than allowed"],
  ["must be one of:\r\n  - a\r\n  - b\r\n\r\nSee the wiki", "must be one of: a; b; See the wiki"],
  ["between :\n    1\nand\n    2\nof\n    {\n      a\n    }", "between : 1 and 2; of { a }"],
])("joins the lines of a message so that it reads on: %j [evaluator-lines]", (message, line) => {
  expect(oneLine(message)).toBe(line);
});

it("looks once at each line of a message [names-linear]", () => {
  expect(oneLine("a\n".repeat(1_000_000))).toHaveLength(1_999_999);
});
