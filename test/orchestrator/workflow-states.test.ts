import { expect, it } from "vitest";
import type { ListedCheckpoint } from "../../src/orchestrator/checkpoints/listing.ts";
import { phases } from "../../src/orchestrator/task/phase.ts";
import { problem } from "../../src/orchestrator/problem.ts";
import { findWorkflows, workflowStates } from "../../src/orchestrator/workflow-states.ts";
import { task } from "./task/a-task.ts";

const nothing = { tasks: [], unread: [], checkpoints: [] };

function checkpoint(workflowId: string, fields: Partial<ListedCheckpoint> = {}): ListedCheckpoint {
  const none = { completedOperations: null, timestamp: null, currentState: null, metadata: null };
  return { workflowId, step: null, ...none, path: `/data/checkpoints/${workflowId}.json`, dataDir: "/data", ...fields };
}

it("counts a workflow's tasks by phase, how many wait, and what share has completed [workflow-states]", () => {
  const workflow = "deploy";
  const tasks = [
    task({ id: "1", workflow, status: "completed" }),
    task({ id: "2", workflow, status: "in_progress" }),
    task({ id: "3", workflow, status: "queued", dependencies: ["1"] }),
    task({ id: "4", workflow, status: "pending", dependencies: ["2"] }),
    task({ id: "5", workflow, status: "pending", dependencies: ["gone"] }),
    task({ id: "6", workflow, status: "cancelled", dependencies: ["2"] }),
    task({ id: "7", status: "completed" }),
  ];
  const [state, none] = workflowStates({ ...nothing, tasks });
  expect(state).toMatchObject({ workflow, blocked: 2, progress: 16, lastFailed: undefined, checkpoint: undefined });
  expect(phases.map((phase) => state?.countOf(phase))).toEqual([3, 1, 1, 0, 1]);
  expect(none).toMatchObject({ workflow: null, blocked: 0, progress: 100 });
  expect(workflowStates(nothing)).toEqual([]);
});

it("has the task that failed last, and each workflow's latest checkpoint, also where no task names it [workflow-states]", () => {
  const failed = (id: string, completedMs: number | null) => task({ id, workflow: "a", status: "failed", completedMs });
  const checkpoints = [checkpoint("b", { step: 3 }), checkpoint("a", { step: 2 }), checkpoint("a", { step: 1 })];
  const states = workflowStates({
    ...nothing,
    tasks: [failed("1", 5), failed("2", 9), failed("3", null)],
    checkpoints,
  });
  expect(states).toMatchObject([
    { workflow: "a", progress: 0, lastFailed: { id: "2" }, checkpoint: { step: 2 } },
    { workflow: "b", progress: null, lastFailed: undefined, checkpoint: { step: 3 } },
  ]);
});

it("finds a checkpoint's workflow by name, by the id of a task, or by the only file that is called so [workflow-checkpoint]", () => {
  const tasks = [
    task({ id: "1", workflow: "deploy" }),
    task({ id: "2", workflow: "flows/deploy.k" }),
    task({ id: "3", workflow: "flows/backup.ncl" }),
    task({ id: "4", workflow: "one/scale.k" }),
    task({ id: "5", workflow: "two/scale.k" }),
    task({ id: "wf-6", workflow: "flows/rotate.k" }),
    task({ id: "wf-7" }),
    task({ id: "8" }),
  ];
  const checkpoints = ["deploy", "backup", "scale", "wf-6", "wf-7"].map((id) => checkpoint(id));
  const states = workflowStates({ ...nothing, tasks, checkpoints });
  expect(states.map((state) => [state.workflow, state.countOf("pending"), state.checkpoint?.workflowId])).toEqual([
    ["deploy", 1, "deploy"],
    ["flows/backup.ncl", 1, "backup"],
    ["flows/deploy.k", 1, undefined],
    ["flows/rotate.k", 1, "wf-6"],
    ["one/scale.k", 1, undefined],
    ["two/scale.k", 1, undefined],
    ["wf-7", 1, "wf-7"],
    [null, 1, undefined],
    // Which of the two files it is of, nobody knows.
    ["scale", 0, "scale"],
  ]);
});

it("keeps the workflows of several data directories apart [workflow-states]", () => {
  const tasks = [
    task({ id: "1", workflow: "w" }),
    task({ id: "1", workflow: "w", dataDir: "/other", status: "failed" }),
  ];
  const states = workflowStates({ ...nothing, tasks, checkpoints: [checkpoint("w", { dataDir: "/other" })] });
  expect(states).toMatchObject([
    { dataDir: "/data", workflow: "w", lastFailed: undefined, checkpoint: undefined },
    { dataDir: "/other", workflow: "w", lastFailed: { id: "1" }, checkpoint: { workflowId: "w" } },
  ]);
});

it("puts first what is open, of that what has failures, and of these the latest [workflow-order]", () => {
  const has = (workflow: string | null, status: string, completedMs: number | null = null) =>
    task({ id: `${workflow} ${status}`, workflow, status, completedMs });
  const tasks = [
    has("done", "completed", 9),
    has("failed", "failed", 8),
    has("b", "running"),
    has(null, "pending"),
    has("a", "pending"),
    has("early", "failed", 1),
    has("early", "pending"),
    has("sometime", "failed"),
    has("sometime", "pending"),
    has("late", "failed", 2),
    has("late", "running"),
  ];
  const order = workflowStates({ ...nothing, tasks }).map(({ workflow }) => workflow);
  expect(order).toEqual(["late", "early", "sometime", "a", "b", null, "failed", "done"]);
});

it("takes a task for blocked that waits for one that cannot be read [workflow-states]", () => {
  const broken = problem("not-json", "/data/tasks/2.json", "not JSON");
  const unread = [{ problem: broken, dataDir: "/data", id: "2", last: undefined }];
  const tasks = [task({ id: "1", workflow: "w", dependencies: ["2"] })];
  expect(workflowStates({ ...nothing, tasks, unread })).toMatchObject([{ workflow: "w", blocked: 1 }]);
});

it("finds workflows by name, path or pattern, and names the nearest where there is none [workflows-one]", async () => {
  const tasks = ["flows/deploy.k", "backup", "backup-all", null].map((workflow, i) => task({ id: `${i}`, workflow }));
  const states = workflowStates({ ...nothing, tasks });
  const { signal } = new AbortController();
  const found = async (wanted: string) =>
    (await findWorkflows({ states, unread: [] }, wanted, signal)).map(({ workflow }) => workflow);
  expect(await found("deploy")).toEqual(["flows/deploy.k"]);
  expect(await found("backup*")).toEqual(["backup", "backup-all"]);
  await expect(found("deplyo")).rejects.toMatchObject({
    code: "orch::unknown_workflow",
    message: 'Unknown workflow "deplyo"; did you mean "deploy"?',
  });
});
