import { describe, expect, it } from "vitest";
import { readCheckpoints } from "../../../src/orchestrator/checkpoints/checkpoints.ts";
import { progressOf } from "../../../src/orchestrator/checkpoints/progress.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

async function progressIn(files: Record<string, unknown>, names = ["w"], operations = ["a", "b"]) {
  const { completed, problems } = progressOf({ names, operations }, await readCheckpoints(temporaryDirectory(files)));
  return { completed, problems: problems.map(({ code, message }) => `${code}: ${message}`) };
}

const done = (workflow_id: string, completed_operations: unknown, timestamp?: string) => ({
  workflow_id,
  completed_operations,
  timestamp,
});

describe("the progress of a workflow", () => {
  it("is what its latest checkpoint has as completed, in that order [plan-state]", async () => {
    expect(await progressIn({})).toEqual({ completed: [], problems: [] });
    expect(await progressIn({ "w.json": done("w", ["b", "a", "b"]) })).toEqual({ completed: ["b", "a"], problems: [] });
    const two = {
      "1.json": done("w", ["a"], "2026-11-26T09:00:00Z"),
      "2.json": done("w", ["a", "b"], "2026-11-26T10:00:00Z"),
    };
    expect(await progressIn(two)).toEqual({ completed: ["a", "b"], problems: [] });
  });

  it("is by the first of its names that has a checkpoint [plan-state]", async () => {
    const files = { "id.json": done("id", ["a"]), "w.json": done("w", ["b"]) };
    expect(await progressIn(files, ["id", "w"])).toMatchObject({ completed: ["a"] });
    expect(await progressIn(files, ["other", "w"])).toMatchObject({ completed: ["b"] });
  });

  it("has a problem for each completed operation that the file has not [plan-state]", async () => {
    expect(await progressIn({ "w.json": done("w", ["a", "servrs"]) }, ["w"], ["a", "servers"])).toEqual({
      completed: ["a", "servrs"],
      problems: [
        `unknown-operation: completed operation "servrs" is not in the workflow's file; did you mean "servers"?`,
      ],
    });
  });

  it.each([
    ["half-written", '{"workflow_id": "w", '],
    ["empty", ""],
    ["no record", "[]"],
    ["without what is done", { workflow_id: "w" }],
    ["with a text as what is done", done("w", "a")],
    ["with null among what is done", done("w", ["a", null])],
  ])("is unknown where the checkpoint is %s [plan-state-unknown]", async (_, content) => {
    expect(await progressIn({ "w.json": content })).toEqual({
      completed: undefined,
      problems: [expect.stringMatching(/, so that the state of the workflow's operations is unknown$/)],
    });
  });

  it("is unknown where its file cannot be read, whatever else there is [plan-state-unknown]", async () => {
    // The platform puts .json in the place of what looks like an extension.
    const files = { "v1.json": "{", "copy.json": done("v1.2", ["a"]) };
    expect(await progressIn(files, ["v1.2"])).toMatchObject({ completed: undefined });
    expect(await progressIn({ "other.json": "{", "w.json": done("w", ["a"]) })).toEqual({
      completed: ["a"],
      problems: [],
    });
    expect(await progressIn({ "w.json": done("w", ["a"]) }, [])).toEqual({ completed: undefined, problems: [] });
  });
});
