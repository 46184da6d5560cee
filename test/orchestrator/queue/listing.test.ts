import { join, relative } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { DataDirs } from "../../../src/orchestrator/data-dir/find.ts";
import { OrchestratorError } from "../../../src/orchestrator/orchestrator-error.ts";
import { listTasks } from "../../../src/orchestrator/queue/listing.ts";
import { Queue } from "../../../src/orchestrator/queue/queue.ts";
import type { QueueAccess } from "../../../src/orchestrator/queue/queues.ts";
import { withSlashes } from "../../support/slashes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const files = {
  "tasks/b.json": { id: "b", status: "pending" },
  "other/tasks/a.json": { id: "a", status: "pending" },
  "other/tasks/torn.json": "{",
  "idle/status.json": {},
  "empty/.keep": "",
  file: "",
};

/** What is listed of directories with these names that a call names: ids, codes of problems, and what may hold a task. */
async function listed(names: readonly string[], found: Partial<DataDirs> = {}) {
  const root = temporaryDirectory(files);
  const dirs = names.map((name) => join(root, name));
  const queue = async (dataDir: string) => {
    const opened = new Queue(dataDir);
    onTestFinished(() => opened.close());
    if (dataDir === join(root, "denied"))
      throw new OrchestratorError("may not be listed", { about: "data", code: "orch::unreadable_directory" });
    await opened.refresh();
    return opened;
  };
  const access: QueueAccess = {
    found: { dirs, many: dirs.length > 1, given: true, looked: [], backend: undefined, ...found },
    queue,
  };
  const { tasks, problems, unread } = await listTasks(access);
  return [
    tasks.map(({ id }) => id),
    problems.map(({ code }) => code),
    unread.map(({ problem: { path } }) => withSlashes(relative(root, path))),
  ];
}

it("lists the tasks of all directories in one order, with what cannot be read [tasks-several]", async () => {
  expect(await listed(["", "other"])).toEqual([["a", "b"], ["not-json"], ["other/tasks/torn.json"]]);
});

it("has no tasks where there is only a status.json, and says so of a directory with neither that is named [tasks-none]", async () => {
  expect(await listed(["idle"])).toEqual([[], [], []]);
  expect(await listed(["empty"])).toEqual([[], ["no-tasks"], []]);
  for (const [name, found] of [
    ["empty", { given: false }],
    ["file", {}],
    ["nowhere", {}],
  ] as const) {
    await expect(listed([name], found)).rejects.toMatchObject({ code: "orch::no_data_dir" });
  }
});

it("lists the others where one of several cannot be used, which may hold any task only if it is one [tasks-one-of-many]", async () => {
  for (const name of ["empty", "nowhere"]) {
    expect(await listed(["", name])).toEqual([["b"], ["unusable-directory"], []]);
  }
  expect(await listed(["", "denied"])).toEqual([["b"], ["unusable-directory"], ["denied"]]);
  await expect(listed(["denied"])).rejects.toThrow("may not be listed");
});
