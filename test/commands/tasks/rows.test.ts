import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { taskRows } from "../../../src/commands/tasks/rows.ts";
import { readQueue } from "../../../src/orchestrator/queue/queue.ts";
import type { Task } from "../../../src/orchestrator/tasks/task.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const pending = { id: "a", status: "pending", created_at: "2026-03-01T00:00:00Z", priority: 1, output: null };
const done = { id: "a", status: "completed", created_at: "2026-03-02T00:00:00Z", priority: 2, output: "all of it" };

/** What is shown of a queue whose only task became another state between the index and the reading of its file. */
async function shown(keeps?: (task: Task) => boolean) {
  const dir = temporaryDirectory({ "tasks/a.json": pending });
  const { tasks } = await readQueue(dir);
  writeFiles(dir, { "tasks/a.json": done });
  const view = { long: true, raw: true, source: false, keeps };
  return (await taskRows(tasks, view, new AbortController().signal))?.rows;
}

it("takes all of a row from one reading of the file [tasks-one-moment]", async () => {
  expect(await shown()).toMatchObject([done]);
});

it("leaves out a task that is no longer one that was asked for when its file is read [tasks-one-moment]", async () => {
  expect(await shown(({ status }) => status === "pending")).toEqual([]);
  expect(await shown(({ status }) => status === "completed")).toMatchObject([done]);
});

it("shows what was known of a task whose file is gone when it is read [tasks-one-moment]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": pending });
  const { tasks } = await readQueue(dir);
  rmSync(join(dir, "tasks/a.json"));
  const shownRows = await taskRows(tasks, { long: true, raw: false, source: false }, new AbortController().signal);
  expect(shownRows?.rows).toMatchObject([{ id: "a", status: "pending", output: null }]);
});
