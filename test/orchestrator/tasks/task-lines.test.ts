import { expect, it } from "vitest";
import { taskLines } from "../../../src/orchestrator/tasks/task-lines.ts";
import { task } from "../task/a-task.ts";

it("aligns tasks by the columns that a terminal draws, of which some characters take two [error-list]", () => {
  const lines = taskLines([
    task({ id: "a", name: "日本語の仕事" }),
    task({ id: "b-1", name: "deploy web", status: "failed" }),
    task({ id: "c", name: "語".repeat(60) }),
  ]);
  expect(lines).toEqual([
    `a    日本語の仕事${" ".repeat(37)}  pending`,
    `b-1  deploy web${" ".repeat(39)}  failed`,
    `c    ${"語".repeat(24)}…  pending`,
  ]);
});
