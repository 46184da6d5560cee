import { resolve } from "node:path";
import { expect, it } from "vitest";
import { kclTextProblems } from "../../../../../src/orchestrator/workflow/evaluators/kcl/text-report.ts";

it("looks once through each line that KCL says [names-linear]", () => {
  const blank = " ".repeat(60_000);
  const said = `EvaluationError\n --> /w.k:2:3\n  |\n2 | a = b${blank}\n  |   ^ no such name\n${blank}|${blank}\nand more\n  |\n\n`;
  for (let time = 1; time <= 20; time++) {
    expect(kclTextProblems("/w.k", said)).toMatchObject([
      { path: resolve("/w.k"), place: { line: 2, column: 3 }, message: "no such name | and more" },
    ]);
  }
});
