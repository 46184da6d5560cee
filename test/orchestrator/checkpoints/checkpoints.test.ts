import { basename } from "node:path";
import { expect, it } from "vitest";
import { findCheckpoints, readCheckpoints } from "../../../src/orchestrator/checkpoints/checkpoints.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const read = (files: Readonly<Record<string, unknown>>) => readCheckpoints(temporaryDirectory(files));

it("reads every documented field, and null where there is none [checkpoint-read]", async () => {
  const full = {
    workflow_id: "w",
    step: 2,
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
      step: 2,
      completedOperations: ["a", "b"],
      currentState: { phase: 2 },
      metadata: { k: "v" },
      timestamp: expect.objectContaining({ text: "2026-03-14T08:00:00+01:00", ms: Date.parse("2026-03-14T07:00:00Z") }),
      path: expect.stringMatching(/^(\/|[A-Z]:\\).*[\\/]w\.json$/),
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

it("notes files that cannot be read and fields of the wrong type, and reads the rest [checkpoint-problems]", async () => {
  const { checkpoints, problems } = await read({
    "broken.json": '{"workflow_id":',
    "list.json": [1],
    "odd.json": { workflow_id: 5, completed_operations: "all", timestamp: "soon" },
    "good.json": { workflow_id: "\ud800" },
    "nameless.json": { workflow_id: "" },
  });
  expect(checkpoints.map(({ workflowId }) => workflowId)).toEqual(["5", "nameless", "\u{fffd}"]);
  expect(problems.map(({ path, code }) => `${basename(path)} ${code}`).toSorted()).toEqual([
    "broken.json not-json",
    "list.json not-a-record",
    "nameless.json no-id",
    "odd.json bad-date",
    "odd.json bad-field",
    "odd.json id-not-text",
  ]);
});

it("notes values that the platform's own reader refuses, and shows them as they are [checkpoint-schema]", async () => {
  const noted = async (fields: object) => {
    const { checkpoints, problems } = await read({ "w.json": { workflow_id: "w", ...fields } });
    return [...problems.map(({ message }) => message), checkpoints[0]];
  };
  expect(await noted({ step: "two" })).toMatchObject(['step "two" is not a count', { step: "two" }]);
  expect(await noted({ step: -1 })).toMatchObject(["step -1 is not a count", { step: -1 }]);
  expect(await noted({ step: 1.5 })).toMatchObject(["step 1.5 is not a count", {}]);
  expect(await noted({ metadata: "text" })).toMatchObject([
    'metadata "text" is not a map of strings',
    { metadata: "text" },
  ]);
  expect(await noted({ metadata: { node: 5, by: "me", more: { a: 1 } } })).toMatchObject([
    "metadata.node 5 is not a string",
    "metadata.more is an object, not a string",
    { metadata: { node: 5, by: "me", more: { a: 1 } } },
  ]);
  expect(await noted({ completed_operations: ["a", 5] })).toMatchObject([
    "completed_operations[1] 5 is not a string: taken as missing",
    { completedOperations: null },
  ]);
  expect(await noted({ completed_operations: [null] })).toHaveLength(2);
  expect(await noted({ step: null, metadata: null, completed_operations: null })).toHaveLength(1);
});

it("reads a checkpoint inside a response of the API, and names a response without one [checkpoint-schema]", async () => {
  const { checkpoints, problems } = await read({
    "a.json": { success: true, data: { workflow_id: "a", step: 1 } },
    "b.json": { status: "error", error: "no such workflow" },
    "c.json": { status: "success", result: { operation: "server_create", resources: ["server-001"] } },
  });
  expect(checkpoints).toMatchObject([{ workflowId: "a", step: 1 }]);
  expect(problems.map(({ code, message }) => `${code}: ${message}`).toSorted()).toEqual([
    'in-response: the checkpoint is inside a response that says "success"',
    'not-a-record: holds a response that says "error" (no such workflow) where a checkpoint should be',
    'not-a-record: holds a response that says "success", with an object in it, where a checkpoint should be',
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
      message: 'No checkpoint of workflow "deplyo"',
      code: "orch::unknown_workflow",
      about: "checkpoint",
      help: "Similar: deploy, backup, x.",
    }),
  );
  expect(() => findCheckpoints([], "a")).toThrow(
    expect.objectContaining({ about: "no-checkpoints", help: "There are no checkpoints." }),
  );
});
