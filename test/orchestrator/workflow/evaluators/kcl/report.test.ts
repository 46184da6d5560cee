import { expect, it } from "vitest";
import { kclFailure } from "../../../../../src/orchestrator/workflow/evaluators/kcl/report.ts";

it("looks once through each line that KCL says [names-linear]", () => {
  const blank = ` | ${" ".repeat(60_000)}`;
  const said = `EvaluationError\n --> /w.k:2:3\n${blank}\n  |   ^^^ no such name\n  | and more`;
  for (let time = 1; time <= 20; time++) {
    expect(kclFailure("/w.k", said)).toMatchObject([
      { path: "/w.k", place: { line: 2, column: 3 }, message: "no such name and more" },
    ]);
  }
});
