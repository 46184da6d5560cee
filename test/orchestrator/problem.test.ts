import { expect, it } from "vitest";
import { problem } from "../../src/orchestrator/problem.ts";

it("makes the texts of a problem printable, whoever made them [message-safe]", () => {
  expect(problem("not-json", "/x\u001b", "a\u001b[31m\nb", "c\u202ed")).toMatchObject({
    path: "/x\u001b",
    message: "a\\u{1b}[31m\\nb",
    help: "c\\u{202e}d",
  });
});
