import { expect, it } from "vitest";
import { findCheckpoints, readCheckpoints } from "../../src/orchestrator/checkpoints.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const read = (files: Readonly<Record<string, unknown>>) => readCheckpoints(temporaryDirectory(files));

it("reads every documented field, and null where there is none [checkpoint-read]", async () => {
  const full = {
    workflow_id: "w",
    step: "install",
    completed_operations: ["a", "b"],
    current_state: { phase: 2 },
    metadata: { k: "v" },
    timestamp: "2026-03-14T08:00:00+01:00",
    unknown: 1,
  };
  const { checkpoints, problems, exists } = await read({
    "w.json": full,
    "x.json": { workflow_id: "x" },
    ".y.json": "",
  });
  expect({ exists, problems }).toEqual({ exists: true, problems: [] });
  expect(checkpoints).toEqual([
    {
      workflowId: "w",
      step: "install",
      completedOperations: ["a", "b"],
      currentState: { phase: 2 },
      metadata: { k: "v" },
      timestamp: expect.objectContaining({ text: "2026-03-14T08:00:00+01:00", ms: Date.parse("2026-03-14T07:00:00Z") }),
      path: expect.stringMatching(/^\/.*\/w\.json$/),
    },
    {
      workflowId: "x",
      step: null,
      completedOperations: null,
      currentState: null,
      metadata: null,
      timestamp: null,
      path: expect.stringMatching(/x\.json$/),
    },
  ]);
});

it("comes with the latest first, then by id, those without a time last [checkpoint-order]", async () => {
  const at = (workflow_id: string, timestamp?: string) => ({ workflow_id, timestamp });
  const { checkpoints } = await read({
    "1.json": at("b", "2026-03-14T08:00:00Z"),
    "2.json": at("late", "2026-03-14T08:00:00.000000001Z"),
    "3.json": at("a", "2026-03-14T10:00:00+02:00"),
    "4.json": at("d"),
    "5.json": at("c"),
  });
  expect(checkpoints.map(({ workflowId }) => workflowId)).toEqual(["late", "a", "b", "c", "d"]);
});

it("notes files and fields that are not as they should be, and reads the rest [checkpoint-problems]", async () => {
  const { checkpoints, problems } = await read({
    "broken.json": '{"workflow_id":',
    "list.json": [1],
    "odd.json": { workflow_id: 5, completed_operations: "all", timestamp: "soon" },
    "good.json": { workflow_id: "\ud800" },
    "nameless.json": { workflow_id: "" },
  });
  expect(checkpoints.map(({ workflowId }) => workflowId)).toEqual(["5", "nameless", "\u{fffd}"]);
  expect(problems.map(({ path, code }) => `${path.split("/").at(-1)} ${code}`).toSorted()).toEqual([
    "broken.json not-json",
    "list.json not-a-record",
    "nameless.json no-id",
    "odd.json bad-date",
    "odd.json bad-field",
    "odd.json id-not-text",
  ]);
});

it("is empty where the directory is not there [checkpoint-absent]", async () => {
  expect(await readCheckpoints("/no/such/directory")).toEqual({ exists: false, checkpoints: [], problems: [] });
});

it("finds a workflow's, or names the nearest [checkpoint-find]", () => {
  const of = (...ids: readonly string[]) => ids.map((workflowId) => ({ workflowId }));
  expect(findCheckpoints(of("deploy", "backup", "deploy"), "deploy")).toHaveLength(2);
  expect(() => findCheckpoints(of("deploy", "backup", "x"), "deplyo")).toThrow(
    expect.objectContaining({
      message: 'No checkpoint of a workflow "deplyo"',
      code: "orch::unknown_workflow",
      about: "checkpoint",
      help: "Near it: deploy, backup, x.",
    }),
  );
  expect(() => findCheckpoints([], "a")).toThrow(
    expect.objectContaining({ about: "no-checkpoints", help: "There are no checkpoints." }),
  );
});
