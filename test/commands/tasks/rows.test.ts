import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { columnsOf } from "../../../src/commands/tasks/columns.ts";
import { taskRows } from "../../../src/commands/tasks/rows.ts";
import { Dependencies } from "../../../src/orchestrator/tasks/dependencies.ts";
import { readQueue } from "../../../src/orchestrator/queue/queue.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const pending = { id: "a", status: "pending", created_at: "2026-03-01T00:00:00Z", priority: 1, output: null };
const done = { id: "a", status: "completed", created_at: "2026-03-02T00:00:00Z", priority: 2, output: "all of it" };

const times = (day: string) => ({ started_at: `${day}T08:00:00Z`, completed_at: `${day}T09:00:00Z` });

/** What is shown of a queue whose only task became another state between the index and the reading of its file. */
async function shown(keeps?: (task: Task) => boolean) {
  const dir = temporaryDirectory({ "tasks/a.json": pending });
  const { tasks } = await readQueue(dir);
  writeFiles(dir, { "tasks/a.json": done });
  const view = { columns: columnsOf({ long: true, source: false }), raw: true, keeps };
  return (await taskRows(tasks, view, new AbortController().signal))?.rows;
}

const signal = new AbortController().signal;
const all = columnsOf({ long: true, source: true });
const fileColumns = new Set<string>(["task_type", "infra", "command", "args", "output", "error"]);

it.each(all)(
  "reads the file for the column %s only if the index does not have it [tasks-columns-index]",
  async (column) => {
    const fields = { name: "n", workflow: "w", dependencies: ["b"], progress: 1, ...times("2026-03-01") };
    const later = { name: "m", workflow: "v", dependencies: [], progress: 2, ...times("2026-03-02") };
    const dir = temporaryDirectory({ "tasks/a.json": { ...pending, ...fields } });
    const { tasks, unread } = await readQueue(dir);
    const file = { payload: { infra: "i" }, task_type: "t", command: "c", args: ["x"], error: "e" };
    writeFiles(dir, { "tasks/a.json": { ...done, ...later, ...file } });
    const view = { columns: [column], shortName: () => "short", dependencies: new Dependencies({ tasks, unread }) };
    const cell = async (raw: boolean) => (await taskRows(tasks, { ...view, raw }, signal))?.rows[0]?.[column];
    const indexed = {
      ...pending,
      ...fields,
      dir: "short",
      source_dir: dir,
      blocked_by: ["b"],
      duration: 3_600_000_000_000n,
    };
    const path = join(dir, "tasks/a.json");
    const known: Record<string, unknown> = { ...indexed, path, ...file, infra: "i", output: done.output };
    expect(await cell(false)).toEqual(known[column]);
    const fresh: Record<string, unknown> = { ...done, ...later };
    const isRaw = ["status", "created_at", "priority", "started_at", "completed_at"].includes(column);
    expect(await cell(true)).toEqual(isRaw ? fresh[column] : known[column]);
  },
);

it("shows of the index what --long shows of the file [tasks-columns-index]", async () => {
  const odd = { progress: "45.5", dependencies: [5], name: { a: 1 }, started_at: "2026-03-01 10:00" };
  const dir = temporaryDirectory({
    "tasks/a.json": { ...pending, ...odd, status: "Failed", completed_at: "2026-03-01T10:00:00.5+01:00" },
    "tasks/b.json": { id: 5, status: "queued", dependencies: ["a"], progress: "half", workflow_id: "w" },
    "tasks/c.json": `{"id": "c", "progress": 12345678901234567890, "priority": 12345678901234567}`,
    "tasks/d.json": { ...done, id: "d", started_at: "9999-01-01T00:00:00Z", completed_at: "0001-01-01T00:00:00Z" },
  });
  const { tasks, unread } = await readQueue(dir);
  const view = { dependencies: new Dependencies({ tasks, unread }) };
  const long = await taskRows(tasks, { ...view, columns: all }, signal);
  for (const column of all.filter((each) => !fileColumns.has(each))) {
    const picked = await taskRows(tasks, { ...view, columns: [column] }, signal);
    expect(picked?.rows.map((row) => row[column])).toEqual(long?.rows.map((row) => row[column]));
    expect(picked?.problems).toEqual(column === "duration" ? long?.problems : []);
  }
  expect(long?.problems).toMatchObject([{ code: "bad-times" }, { code: "bad-times" }]);
});

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
  const view = { columns: columnsOf({ long: true, source: false }) };
  const shownRows = await taskRows(tasks, view, new AbortController().signal);
  expect(shownRows?.rows).toMatchObject([{ id: "a", status: "pending", output: undefined }]);
});
