import { expect, it } from "vitest";
import { problem } from "../../../src/orchestrator/problem.ts";
import { Dependencies } from "../../../src/orchestrator/tasks/dependencies.ts";
import { isPending } from "../../../src/orchestrator/task/phase.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { unreadDirectory, type UnreadTask } from "../../../src/orchestrator/tasks/unread.ts";
import { task } from "../task/a-task.ts";

const notJson = (path: string) => problem("not-json", path, "not JSON");
const unreadFile = (id: string): UnreadTask => {
  return { problem: notJson(`/data/tasks/${id}.json`), dataDir: "/data", id, last: undefined };
};

/** Returns `id: why` for each dependency that keeps the task from starting. */
function blocking(waiting: Partial<Task>, tasks: readonly Task[], unread: readonly UnreadTask[] = []) {
  const dependencies = new Dependencies({ tasks, unread });
  const asked = task({ id: "waiting", ...waiting });
  const found = dependencies.blocking(asked);
  const readiness = found && (found.length === 0 ? "ready" : "blocked");
  expect(dependencies.readiness(asked)).toBe(isPending(asked) ? readiness : undefined);
  return found?.map((each) => {
    if (each.state === "known") return `${each.id}: ${each.task.status}`;
    return each.state === "gone" ? `${each.id}: gone` : `${each.id}: ${each.files.map(({ id }) => id).join(" or ")}`;
  });
}

const ended = ["completed", "failed", "cancelled"].map((status) => task({ id: status, status }));
const open = ["pending", "running", "queued", "paused"].map((status) => task({ id: status, status }));

it("is kept from starting by every dependency that has not completed, each once, in the file's order [task-blocked]", () => {
  const dependencies = [
    "running",
    "gone",
    "completed",
    "failed",
    "cancelled",
    "running",
    "queued",
    "paused",
    "waiting",
  ];
  const all = [...ended, ...open, task({ id: "waiting" })];
  expect(blocking({ dependencies }, all)).toEqual([
    "running: running",
    "gone: gone",
    "failed: failed",
    "cancelled: cancelled",
    "queued: queued",
    "paused: paused",
    "waiting: pending",
  ]);
  expect(blocking({ status: "queued", dependencies: ["running"] }, all)).toEqual(["running: running"]);
});

it("is ready without dependencies, or where all have completed [task-blocked]", () => {
  expect(blocking({ dependencies: null }, [])).toEqual([]);
  expect(blocking({ dependencies: [] }, [])).toEqual([]);
  expect(blocking({ dependencies: ["completed"] }, ended)).toEqual([]);
});

it("waits for nothing once it has started or ended [task-blocked]", () => {
  for (const status of ["running", "in_progress", "completed", "failed", "cancelled", "paused"]) {
    expect(blocking({ status, dependencies: ["gone"] }, ended)).toEqual([]);
    expect(blocking({ status, dependencies: undefined }, ended)).toEqual([]);
  }
});

it("may be waiting or not where nobody can read what it depends on [task-blocked-unknown]", () => {
  expect(blocking({ dependencies: undefined }, ended)).toBeUndefined();
});

it("is kept from starting by one that may be in a file that cannot be read [task-blocked-unknown]", () => {
  expect(blocking({ dependencies: ["a"] }, [], [unreadFile("b"), unreadFile("a")])).toEqual(["a: a"]);
  expect(blocking({ dependencies: ["a"] }, [], [unreadFile("b"), unreadFile("c")])).toEqual(["a: b or c"]);
  expect(blocking({ dependencies: ["completed"] }, ended, [unreadFile("b")])).toEqual([]);
});

it("waits only for tasks of its own data directory [task-blocked-directory]", () => {
  const elsewhere = [task({ id: "a", status: "completed", dataDir: "/other" })];
  const unread = [unreadDirectory("/other", notJson("/other/tasks"))];
  expect(blocking({ dependencies: ["a"] }, elsewhere, unread)).toEqual(["a: gone"]);
  expect(blocking({ dependencies: ["a"], dataDir: "/other" }, elsewhere, unread)).toEqual([]);
});

it("waits for an id until every task of that id has completed [task-blocked]", () => {
  const twins = (...statuses: string[]) => statuses.map((status) => task({ id: "a", status }));
  expect(blocking({ dependencies: ["a"] }, twins("completed", "running", "completed"))).toEqual(["a: running"]);
  expect(blocking({ dependencies: ["a"] }, twins("completed", "completed"))).toEqual([]);
});

it("finds the same at the first ids and at the thousandth [task-lookup]", () => {
  const tasks = [
    task({ id: "twice", status: "completed" }),
    task({ id: "twice", fileName: "b.json" }),
    task({ id: "other", dataDir: "/other" }),
  ];
  const dependencies = new Dependencies({ tasks, unread: [] });
  const asked = { dataDir: "/data", dependencies: ["twice", "other"] };
  const first = dependencies.of(asked);
  for (let i = 0; i < 1000; i++) dependencies.of(asked);
  expect(dependencies.of(asked)).toEqual(first);
  expect(first).toMatchObject([{ state: "known", task: { fileName: "b.json" } }, { state: "gone" }]);
});

it("looks at each unread file once, however many ids are missing [task-blocked-linear]", () => {
  let looks = 0;
  const unread = Array.from({ length: 100 }, (_, number): UnreadTask => {
    const file = unreadFile(`unread-${number}`);
    return Object.defineProperty(file, "dataDir", { get: () => (looks++, "/data") });
  });
  const dependencies = new Dependencies({ tasks: [], unread });
  for (let number = 0; number < 100; number++) {
    const found = dependencies.blocking(task({ id: "waiting", dependencies: [`unread-${number}`, `gone-${number}`] }));
    expect(found).toEqual([
      { id: `unread-${number}`, state: "unread", files: [unread[number]] },
      { id: `gone-${number}`, state: "unread", files: unread },
    ]);
  }
  expect(looks).toBe(100);
});
