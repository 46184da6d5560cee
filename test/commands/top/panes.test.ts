import { expect, it } from "vitest";
import { TaskGroups, type Choice } from "../../../src/commands/top/panes.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { task } from "../../orchestrator/task/a-task.ts";

const hours = (hour: number) => `2026-03-14T0${hour}:00:00Z`;
const at = (hour: number) => Date.parse(hours(hour));

// In the order of every listing.
const tasks = [
  task({ id: "late", name: "b", priority: 9, createdMs: at(5) }),
  task({ id: "early", name: "c", priority: 8, createdMs: at(1) }),
  task({ id: "undated", name: "a", priority: 7, createdAt: null, createdMs: Infinity }),
  task({ id: "waits", dependencies: ["runs-long", "done"] }),
  task({ id: "unclear", dependencies: undefined }),
  task({ id: "runs-short", status: "in_progress", startedAt: hours(4) }),
  task({ id: "runs-unknown", status: "running" }),
  task({ id: "runs-long", status: "running", startedAt: hours(2), workflow: "deploy" }),
  task({ id: "failed-first", status: "failed", completedMs: at(1) }),
  task({ id: "failed-unknown", status: "failed" }),
  task({ id: "failed-last", status: "failed", completedMs: at(6) }),
  task({ id: "done", status: "completed", completedMs: at(2), workflow: "deploy" }),
  task({ id: "paused", status: "paused" }),
];
const groups = new TaskGroups(tasks, []);

/** The ids in each pane. */
function panes(choice: Partial<Choice>, from = groups) {
  const shown = from.panes({ filter: "", sort: "usual", ...choice });
  return Object.fromEntries(shown.map((pane) => [pane.kind, pane.tasks.map(({ id }) => id)]));
}

it("puts each task into one group, what needs a look first [top-groups]", () => {
  expect(panes({})).toEqual({
    running: ["runs-long", "runs-short", "runs-unknown"],
    failed: ["failed-last", "failed-first", "failed-unknown"],
    ready: ["late", "early", "undated"],
    blocked: ["waits"],
    unclear: ["unclear"],
  });
  expect(groups.blockersOf(tasks.find(({ id }) => id === "waits") as Task).map(({ id }) => id)).toEqual(["runs-long"]);
  expect(Object.fromEntries(groups.counts)).toEqual({ pending: 5, running: 3, failed: 3, completed: 1, paused: 1 });
});

it("shows empty groups too, but neither unclear nor ended tasks where there are none [top-groups]", () => {
  expect(panes({}, new TaskGroups([], []))).toEqual({ running: [], failed: [], ready: [], blocked: [] });
});

it("sorts by age, name and priority, with tasks of unknown age last [top-sort]", () => {
  expect(panes({ sort: "age" })).toMatchObject({
    running: ["runs-long", "runs-short", "runs-unknown"],
    failed: ["failed-first", "failed-last", "failed-unknown"],
    ready: ["early", "late", "undated"],
  });
  expect(panes({ sort: "name" })).toMatchObject({ ready: ["undated", "late", "early"] });
  expect(panes({ sort: "priority" })).toMatchObject({ running: ["runs-short", "runs-unknown", "runs-long"] });
});

it("finds all words of a filter, in any case and in any of the fields that it looks at [top-filter]", () => {
  expect(panes({ filter: "DEPLOY runs" })).toEqual({ running: ["runs-long"], failed: [], ready: [], blocked: [] });
  expect(panes({ filter: "deploy" })["other"]).toEqual(["done"]);
  expect(panes({ filter: "paused /data" })["other"]).toEqual(["paused"]);
});
