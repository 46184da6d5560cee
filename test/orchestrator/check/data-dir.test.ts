import { chmodSync, mkdirSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkDataDir } from "../../../src/orchestrator/check/data-dir.ts";
import { cycleProblems } from "../../../src/orchestrator/check/task-cycles.ts";
import { readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { Dependencies } from "../../../src/orchestrator/tasks/dependencies.ts";
import { root } from "../../support/nu.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { pathIn } from "../../../src/orchestrator/system/system.ts";
import { withSlashes } from "../../support/slashes.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";
import { task as aTask } from "../task/a-task.ts";

const now = Date.parse("2026-03-14T12:00:00Z");
const signal = new AbortController().signal;
const nowhere = { looked: [], backend: undefined };

const unlimited = { timeLimit: undefined, maxConcurrentTasks: undefined, notJudged: () => {}, maxSilence: 5 * 60_000 };
const usual = { found: nowhere, queue: readQueue, ...unlimited, now, signal };

interface Options {
  readonly timeout?: number;
  readonly maxConcurrentTasks?: number;
  readonly backend?: string;
  readonly at?: number;
}

/** `CODE NAME: problem` of each finding in a directory of these files. */
async function checked(files: Readonly<Record<string, unknown>>, options: Options = {}): Promise<readonly string[]> {
  return told(temporaryDirectory(files), options);
}

async function told(
  dir: string,
  { timeout, maxConcurrentTasks, backend, at = now }: Options = {},
): Promise<readonly string[]> {
  const found = { ...nowhere, backend };
  const timeLimit =
    timeout === undefined ? undefined : { seconds: timeout, setBy: `task_timeout_seconds (${timeout})` };
  const findings = await checkDataDir(dir, { ...usual, found, timeLimit, maxConcurrentTasks, now: at });
  return findings.map(({ severity, code, path, message }) => {
    expect(path.startsWith(dir)).toBe(true);
    return `${severity} ${code} ${withSlashes(path.slice(dir.length + 1))}: ${message}`;
  });
}

const task = (id: string, fields = {}) => ({ [`tasks/${id}.json`]: { id, status: "pending", ...fields } });

it("finds nothing in a directory where nothing is wrong [check-well]", async () => {
  expect(await checked(task("a"))).toEqual([]);
  expect(await checked({ "status.json": { running: false } })).toEqual([]);
});

it("names every file that the index has a problem with, what mends it apart [check-files]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": "{",
    "tasks/b.json": { id: "c", status: "pending", priority: "urgent", args: 5, started_at: "soon" },
    ...task("c"),
    "tasks/d.json": { id: "d", status: "pending" },
    "queue.rkvs/tasks/d.json": { id: "d", status: "running" },
  });
  mkdirSync(`${dir}/tasks/e.json`);
  symlinkSync("nothing", `${dir}/tasks/f.json`);
  const findings = await checkDataDir(dir, usual);
  expect(findings.map(({ code, path, help }) => [code, path.slice(-6), help])).toEqual([
    ["not-json", "a.json", "Correct or remove it."],
    ["duplicate-id", "b.json", "Keep one of them."],
    ["duplicate-id", "c.json", "Keep one of them."],
    ["not-a-file", "e.json", "Move it elsewhere."],
    ["broken-symlink", "f.json", "Remove or correct it."],
    ["bad-date", "b.json", "Correct that field in the file."],
    ["bad-field", "b.json", "Correct that field in the file."],
    ["bad-priority", "b.json", "Correct that field in the file."],
    ["in-both-layouts", "d.json", "Remove this file."],
  ]);
  expect(findings.map(({ severity }) => severity).lastIndexOf("error")).toBe(4);
  expect(findings[0]?.message).toMatch(/^not JSON: Expected property name [^()]* \(line 1 column 2\)$/);
});

it("finds what an open task waits for in vain [check-dependencies]", async () => {
  const findings = await checked({
    ...task("a", { dependencies: ["gone", "failed", "b"] }),
    ...task("b", { status: "Running", dependencies: ["cancelled", "cancelled"] }),
    ...task("failed", { status: "failed", dependencies: ["gone"] }),
    ...task("cancelled", { status: "cancelled" }),
    ...task("done", { status: "completed", dependencies: ["gone", "failed"] }),
  });
  expect(findings).toEqual([
    'error failed-dependency tasks/a.json: pending task "a" depends on "failed", which has failed',
    'error unknown-dependency tasks/a.json: pending task "a" depends on "gone", which does not exist',
    'error failed-dependency tasks/b.json: running task "b" depends on "cancelled", which was cancelled',
  ]);
});

it("tells of running tasks that it cannot judge, and why, and of none where none is running [check-unjudged]", async () => {
  const files = {
    ...task("a", { status: "running", started_at: "2026-03-14T11:00:00Z" }),
    ...task("b", { status: "running" }),
    ...task("c"),
  };
  const unjudged = async (timeLimit: typeof unlimited.timeLimit | { seconds: number; setBy: string }) => {
    const lines: unknown[] = [];
    const notJudged = (why: string, tasks: number) => void (tasks > 0 && lines.push([why, tasks]));
    await checkDataDir(temporaryDirectory(files), { ...usual, timeLimit, notJudged });
    return lines;
  };
  expect(await unjudged(undefined)).toEqual([["no-limit", 2]]);
  expect(await unjudged({ seconds: 3600, setBy: "it" })).toEqual([["no-start", 1]]);
});

it("finds more running tasks than may run at once, whatever cannot be read [check-concurrency]", async () => {
  const files = {
    ...task("a", { status: "running" }),
    ...task("b", { status: "In_Progress" }),
    ...task("c"),
    "tasks/broken.json": "{",
  };
  const found = async (maxConcurrentTasks: number) =>
    (await checked(files, { maxConcurrentTasks })).filter((line) => !line.includes("not-json"));
  expect(await found(1)).toEqual([
    "warning too-many-running : 2 tasks are running, more than max_concurrent_tasks (1) allows",
  ]);
  expect(await found(2)).toEqual([]);
});

it("finds open tasks that depend on each other, one problem for each group [check-task-cycle]", async () => {
  const findings = await checked({
    ...task("a", { priority: 1, dependencies: ["b"] }),
    ...task("b", { status: "queued", dependencies: ["c", "c"] }),
    ...task("c", { status: "in_progress", dependencies: ["a", "b"] }),
    ...task("d", { dependencies: ["a"] }),
    ...task("self", { dependencies: ["self", "a"] }),
    ...task("x", { dependencies: ["y"] }),
    ...task("y", { dependencies: ["x"] }),
    ...task("ended", { status: "completed", dependencies: ["ended", "late"] }),
    ...task("late", { dependencies: ["ended"] }),
  });
  expect(findings).toEqual([
    "error dependency-cycle tasks/a.json: open tasks depend on each other: a -> b -> c -> a",
    'error dependency-cycle tasks/self.json: task "self" depends on itself',
    "error dependency-cycle tasks/x.json: open tasks depend on each other: x -> y -> x",
  ]);
});

it("finds a circle of 100,000 tasks as it finds one of two [check-task-cycle]", () => {
  const length = 100_000;
  const circle = (step: number) => {
    const tasks = Array.from({ length }, (_, i) => aTask({ id: `t${i}`, dependencies: [`t${(i + step) % length}`] }));
    return cycleProblems(tasks, new Dependencies({ tasks, unread: [] }));
  };
  expect(circle(1)).toMatchObject([
    {
      path: pathIn("/data/tasks", "t0.json"),
      message: `open tasks depend on each other: ${Array.from({ length: 11 }, (_, i) => `t${i}`).join(" -> ")} -> ... 99988 more ... -> t99999 -> t0`,
    },
  ]);
  expect(circle(0)).toHaveLength(length);
});

it("finds tasks that run for longer than the platform allows, where it says so [check-timeout]", async () => {
  const files = {
    ...task("a", { status: "running", started_at: "2026-03-14T11:00:00Z" }),
    ...task("b", { status: "in_progress", started_at: "2026-03-14T10:59:59Z" }),
    ...task("c", { status: "completed", started_at: "2026-03-14T08:00:00Z" }),
    ...task("d", { status: "running" }),
  };
  expect(await checked(files, { timeout: 3600 })).toEqual([
    'error running-too-long tasks/b.json: task "b" has been running since 2026-03-14T10:59:59Z, longer than task_timeout_seconds (3600) allows',
  ]);
  expect(await checked(files)).toEqual([]);
});

it("finds times in the future, but for a minute of difference between clocks [check-times]", async () => {
  const files = {
    ...task("a", { created_at: "2026-03-14T12:01:00.000Z" }),
    ...task("b", { created_at: "2026-03-14T12:01:00.001Z" }),
    "status.json": { last_check: "2026-03-14T12:01:01Z" },
  };
  expect(await checked(files)).toEqual([
    "warning time-in-future status.json: last_check 2026-03-14T12:01:01Z is in the future",
    "warning time-in-future tasks/b.json: created_at 2026-03-14T12:01:00.001Z is in the future",
  ]);
  expect(await checked(files, { at: now + 1000 })).toEqual([]);
});

it("finds a checkpoint in the future, too [check-times]", async () => {
  const at = (timestamp: string) => ({ workflow_id: "w", timestamp });
  expect(
    await checked({
      ...task("a"),
      "checkpoints/a.json": at("2999-01-01T00:00:00Z"),
      "checkpoints/b.json": at("2026-03-14T12:00:59Z"),
    }),
  ).toEqual(["warning time-in-future checkpoints/a.json: timestamp 2999-01-01T00:00:00Z is in the future"]);
});

it("finds times out of order, but for fractions of a second that a writer cut off [check-times]", async () => {
  const times = (created_at: string | null, started_at: string | null, completed_at: string | null) => ({
    status: "completed",
    created_at,
    started_at,
    completed_at,
  });
  const at = (second: string) => `2026-03-14T08:00:${second}Z`;
  const findings = await checked({
    ...task("a", times(at("05.999"), at("05"), at("05"))),
    ...task("b", times(at("06"), at("05"), at("04"))),
    ...task("c", times(at("06"), null, at("05"))),
    ...task("d", times(null, at("06"), at("06"))),
  });
  expect(findings).toEqual([
    `warning times-out-of-order tasks/b.json: started_at ${at("05")} is before created_at ${at("06")}`,
    `warning times-out-of-order tasks/b.json: completed_at ${at("04")} is before started_at ${at("05")}`,
    `warning times-out-of-order tasks/c.json: completed_at ${at("05")} is before created_at ${at("06")}`,
  ]);
});

it("finds counts of status.json that the tasks contradict [check-counts]", async () => {
  const files = { ...task("a"), ...task("b", { status: "failed" }) };
  expect(await checked({ ...files, "status.json": { tasks_pending: 3, tasks_running: 0, tasks_failed: 0 } })).toEqual([
    "warning wrong-counts status.json: tasks_pending is 3 and the tasks show 1; tasks_failed is 0 and the tasks show 1",
  ]);
  expect(await checked({ ...files, "status.json": { tasks_pending: 1 } })).toEqual([]);
  // Without a task store there is nothing to contradict it.
  expect(await checked({ "status.json": { tasks_pending: 3 } })).toEqual([]);
});

it("holds status.json against the tasks of the same moment, while a daemon goes on writing [check-counts]", async () => {
  const tasks: Record<string, unknown> = {};
  for (let i = 0; i < 300; i++) Object.assign(tasks, task(`t${i}`));
  const dir = temporaryDirectory({ ...tasks, "status.json": { tasks_pending: 300 } });
  const queue = async (dataDir: string) => {
    const read = await readQueue(dataDir);
    setImmediate(() => writeFiles(dir, { ...task("more"), "status.json": { tasks_pending: 301 } }));
    return read;
  };
  expect(await checkDataDir(dir, { ...usual, queue })).toEqual([]);
});

it("finds a status.json that tasks left more than five minutes behind [check-stale]", async () => {
  const files = {
    ...task("a", { status: "running", created_at: "2026-03-14T11:00:00Z", started_at: "2026-03-14T11:05:00Z" }),
    ...task("future", { created_at: "2026-03-15T11:05:00Z" }),
  };
  const staleWith = async (last_check: string) =>
    (await checked({ ...files, "status.json": { last_check } })).filter((line) => line.includes("stale"));
  expect(await staleWith("2026-03-14T11:00:00Z")).toEqual([]);
  expect(await staleWith("2026-03-14T10:59:59Z")).toEqual([
    "warning stale-status status.json: was last written at 2026-03-14T10:59:59.000Z, but tasks changed at 2026-03-14T11:05:00.000Z",
  ]);
});

it("finds a status.json that says running and is older than that, though no task has changed since [check-silence]", async () => {
  const found = async (status: object, { at = now, maxSilence = 300_000 } = {}) => {
    const dir = temporaryDirectory({ ...task("a", { created_at: "2026-03-14T08:00:00Z" }), "status.json": status });
    const time = new Date("2026-03-14T11:00:00Z");
    utimesSync(`${dir}/status.json`, time, time);
    return (await checkDataDir(dir, { ...usual, now: at, maxSilence })).map(
      ({ code, message }) => `${code}: ${message}`,
    );
  };
  const checkedAt = (last_check: string) => ({ running: true, last_check });
  expect(await found(checkedAt("2026-03-14T11:55:00Z"))).toEqual([]);
  expect(await found(checkedAt("2026-03-14T11:54:59.999Z"))).toEqual([
    "stale-status: says running, but was last written at 2026-03-14T11:54:59.999Z",
  ]);
  expect(await found({ ...checkedAt("2026-03-14T11:00:00Z"), running: false })).toEqual([]);
  expect(await found(checkedAt("2026-03-14T11:00:00Z"), { maxSilence: 3_600_000 })).toEqual([]);
  // Both of the reasons to call it stale are one finding.
  expect(await found(checkedAt("2025-07-14T07:00:00Z"))).toEqual([
    "stale-status: says running, but was last written at 2025-07-14T07:00:00Z",
  ]);
  // Without a time of its own, or with one that cannot be right, the file's counts.
  const byFile = "stale-status: says running, but was last written at 2026-03-14T11:00:00.000Z";
  expect(await found({ running: true })).toEqual([byFile]);
  expect(await found(checkedAt("2999-01-01T00:00:00Z"))).toEqual([
    byFile,
    "time-in-future: last_check 2999-01-01T00:00:00Z is in the future",
  ]);
});

it("takes the file's own time where status.json states none [check-stale]", async () => {
  const dir = temporaryDirectory({
    ...task("a", { created_at: "2026-03-14T11:00:00Z" }),
    "status.json": { running: false },
  });
  const written = (time: string) => utimesSync(`${dir}/status.json`, new Date(time), new Date(time));
  written("2026-03-14T10:55:00Z");
  expect(await told(dir)).toEqual([]);
  written("2026-03-14T10:54:59Z");
  expect(await told(dir)).toEqual([expect.stringMatching(/^warning stale-status /)]);
});

it("finds a status.json that is broken or of an unknown version, and checks the tasks [check-status]", async () => {
  const bad = { ...task("a", { dependencies: ["gone"] }) };
  const codes = async (content: unknown) =>
    (await checked({ ...bad, "status.json": content })).map((line) => line.split(" ", 2).join(" "));
  expect(await codes("{")).toEqual(["error bad-status-file", "error unknown-dependency"]);
  expect(await codes({ version: "6.0.0" })).toEqual(["error unknown-dependency", "warning unknown-version"]);
  expect(await codes({ running: "yes" })).toEqual(["error unknown-dependency", "warning bad-field"]);
});

it("finds queue entries without a task, and waiting tasks without an entry [check-entries]", async () => {
  const files = {
    "queue.rkvs/tasks/a.json": { id: "a", status: "Pending" },
    "queue.rkvs/tasks/b.json": { id: "b", status: "queued" },
    "queue.rkvs/tasks/running.json": { id: "running", status: "running" },
    "queue.rkvs/tasks/done.json": { id: "done", status: "completed" },
    "queue.rkvs/tasks/broken.json": "{",
    "queue.rkvs/queue/a.json": { priority: 1 },
    "queue.rkvs/queue/gone.json": { priority: 1 },
    "queue.rkvs/queue/broken.json": { priority: 1 },
    "queue.rkvs/queue/.new.json": { priority: 1 },
  };
  expect((await checked(files)).filter((line) => !line.includes("not-json"))).toEqual([
    "error no-task queue.rkvs/queue/gone.json: this queue entry has no task",
    'warning no-queue-entry queue.rkvs/tasks/b.json: queued task "b" has no queue entry',
  ]);
  expect(await checked(task("a"))).toEqual([]);
});

it("waits for a writer who has written one of the two [check-entries]", async () => {
  const dir = temporaryDirectory({
    "queue.rkvs/tasks/a.json": { id: "a", status: "pending" },
    "queue.rkvs/tasks/b.json": { id: "b", status: "pending" },
    "queue.rkvs/queue/c.json": {},
    "queue.rkvs/queue/d.json": {},
  });
  const checking = told(dir);
  await sleep(20);
  writeFiles(dir, {
    "queue.rkvs/queue/a.json": {},
    "queue.rkvs/tasks/b.json": { id: "b", status: "running" },
    "queue.rkvs/tasks/c.json": { id: "c", status: "pending" },
  });
  rmSync(`${dir}/queue.rkvs/queue/d.json`);
  expect(await checking).toEqual([]);
});

it("finds what anybody may write [check-world-writable]", async () => {
  const dir = temporaryDirectory({ ...task("a"), ...task("b"), ...task("c"), "status.json": { running: false } });
  chmodSync(`${dir}/tasks`, 0o777);
  for (const name of ["a", "c"]) chmodSync(`${dir}/tasks/${name}.json`, 0o666);
  chmodSync(`${dir}/status.json`, 0o602);
  const findings = await checkDataDir(dir, usual);
  expect(findings.map(({ severity, code, message, path, help }) => [severity, code, message, path, help])).toEqual([
    [
      "warning",
      "world-writable",
      "anyone can change status.json",
      dir,
      `Remove that permission with: chmod o-w '${dir}/status.json'`,
    ],
    [
      "warning",
      "world-writable",
      "anyone can add, replace and remove files here",
      `${dir}/tasks`,
      `Remove that permission with: chmod o-w '${dir}/tasks'`,
    ],
    [
      "warning",
      "world-writable",
      "anyone can change a.json and 1 more",
      `${dir}/tasks`,
      `Remove that permission with: chmod o-w '${dir}/tasks'/*.json`,
    ],
  ]);
});

it("has a command that this user may give [check-world-writable]", () => {
  const dir = temporaryDirectory(task("a"));
  for (const name of ["", "/tasks", "/tasks/a.json"]) chmodSync(`${dir}${name}`, 0o777);
  const code = `const { problems } = await module.checkPermissions(${JSON.stringify(dir)}, new AbortController().signal);
    return problems.map(({ help }) => help);`;
  const sudo = process.getuid?.() === 0 ? "sudo " : "";
  expect(runAsNobody("check/permissions.ts", code)).toEqual(
    [dir, `${dir}/tasks`, `${dir}/tasks/a.json`].map(
      (path) => `Remove that permission with: ${sudo}chmod o-w '${path}'`,
    ),
  );
});

it("finds that of checkpoints too, and what is in their place [check-world-writable] [check-not-a-directory]", async () => {
  const dir = temporaryDirectory({ ...task("a"), "checkpoints/a.json": { workflow_id: "a" } });
  chmodSync(`${dir}/checkpoints`, 0o777);
  chmodSync(`${dir}/checkpoints/a.json`, 0o666);
  expect(await told(dir)).toEqual([
    "warning world-writable checkpoints: anyone can add, replace and remove files here",
    "warning world-writable checkpoints: anyone can change a.json",
  ]);
  expect(await checked({ ...task("a"), checkpoints: "" })).toEqual([
    "error not-a-directory checkpoints: this is not a directory, but should be one",
  ]);
});

it("tells of a directory that the user may not use, and of what can be told all the same [check-closed]", async () => {
  const dir = temporaryDirectory({ ...task("a"), "status.json": { version: "9.0" }, "queue.rkvs/tasks/b.json": "{}" });
  chmodSync(dir, 0o755);
  const asNobody = () =>
    runAsNobody(
      "check/data-dir.ts",
      `const { readQueue } = await import(${JSON.stringify(`${root}/src/orchestrator/queue/queue.ts`)});
       const options = { found: { looked: [] }, queue: readQueue, notJudged: () => {}, now: ${now}, maxSilence: 300_000, signal: new AbortController().signal };
       return (await module.checkDataDir(${JSON.stringify(dir)}, options)).map(({ code, path, help }) => [code, path, help]);`,
    );
  chmodSync(`${dir}/tasks`, 0o700);
  chmodSync(`${dir}/queue.rkvs`, 0o744);
  expect(asNobody()).toEqual([
    ["unreadable-directory", `${dir}/queue.rkvs`, `Grant it with: sudo chmod a+rx '${dir}/queue.rkvs'`],
    ["unreadable-directory", `${dir}/tasks`, `Grant it with: sudo chmod a+rx '${dir}/tasks'`],
    ["unknown-version", `${dir}/status.json`, expect.any(String)],
  ]);
  for (const name of ["tasks", "queue.rkvs"]) chmodSync(`${dir}/${name}`, 0o755);
  for (const name of ["status.json", "tasks/a.json"]) chmodSync(`${dir}/${name}`, 0o600);
  expect(asNobody()).toEqual([
    ["bad-status-file", `${dir}/status.json`, `Grant it with: sudo chmod a+r '${dir}/status.json'`],
    ["permission-denied", `${dir}/tasks/a.json`, `Grant it with: sudo chmod a+r '${dir}/tasks/a.json'`],
    ["no-id", `${dir}/queue.rkvs/tasks/b.json`, expect.any(String)],
    ["no-status", `${dir}/queue.rkvs/tasks/b.json`, expect.any(String)],
  ]);
});

it("tells what else keeps the tasks from being listed [check-closed]", async () => {
  const dir = temporaryDirectory({ "status.json": { running: false } });
  symlinkSync("tasks", `${dir}/tasks`);
  expect(await told(dir)).toEqual([
    `error unreadable-directory tasks: Cannot list ${join(dir, "tasks")}: a symbolic link that leads back to itself`,
  ]);
});

it("tells what stands where a directory should be, whatever its permissions [check-not-a-directory]", async () => {
  const plain = {
    "status.json": { running: false },
    tasks: "",
    "queue.rkvs/queue": "",
    "queue.rkvs/tasks/a.json": { id: "a", status: "pending" },
  };
  expect(await checked(plain)).toEqual([
    "error not-a-directory queue.rkvs/queue: this is not a directory, but should be one",
    "error not-a-directory tasks: this is not a directory, but should be one",
  ]);
  const dir = temporaryDirectory({ file: "" });
  expect(await told(join(dir, "file"))).toEqual([
    `error no-data-dir : No orchestrator data directory: ${join(dir, "file")} is not a directory`,
  ]);
});

it("tells that there is no data directory, and of a backend that keeps no files [check-nothing]", async () => {
  const dir = temporaryDirectory();
  expect(await told(join(dir, "gone"))).toEqual([
    `error no-data-dir : No orchestrator data directory: ${join(dir, "gone")} does not exist`,
  ]);
  expect(await told(dir, { backend: "surrealdb-server" })).toEqual([
    `error backend-without-files : the platform's configuration names the storage backend "surrealdb-server", which keeps no task files`,
    `error no-data-dir : No orchestrator data directory: ${dir} has no tasks, no ${join("queue.rkvs", "tasks")} and no status.json`,
  ]);
});

it("ends at once when it is interrupted [check-interrupted]", async () => {
  const dir = temporaryDirectory(Object.assign({}, ...Array.from({ length: 300 }, (_, i) => task(`t${i}`))));
  const controller = new AbortController();
  const queue = async (dataDir: string) => {
    const read = await readQueue(dataDir);
    controller.abort();
    return read;
  };
  await expect(checkDataDir(dir, { ...usual, queue, signal: controller.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
});
