import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished, vi } from "vitest";
import { readTaskRecord } from "../../../src/orchestrator/task/record.ts";
import { Queue, readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { watchDirectory } from "../../../src/orchestrator/files/watch/directory-watch.ts";
import { problem } from "../../../src/orchestrator/problem.ts";
import type { Task } from "../../../src/orchestrator/task/task.ts";
import { runAsNobody } from "../../support/run-as-nobody.ts";
import { withSlashes } from "../../support/slashes.ts";
import { isWatchExact } from "../../support/systems.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const fixtures = fileURLToPath(new URL("../../../fixtures/data", import.meta.url));

function open(dataDir: string): Queue {
  const queue = new Queue(dataDir);
  onTestFinished(() => queue.close());
  return queue;
}

async function refreshed(dataDir: string): Promise<Queue> {
  const queue = open(dataDir);
  await queue.refresh();
  return queue;
}

const ids = (queue: Queue) => queue.tasks.map(({ id }) => id);
const codes = (queue: Queue) =>
  queue.problems.map(({ path, code }) => [withSlashes(path.slice(queue.dataDir.length + 1)), code]);

it("reads tasks/*.json in order, with counts by status [layout-plain]", async () => {
  const queue = await refreshed(join(fixtures, "small"));
  const numbers = ["001", "002", "003", "004", "005", "006", "007", "008"];
  expect(ids(queue)).toEqual(numbers.map((number) => `task-${number}`));
  expect(Object.fromEntries(queue.counts)).toEqual({ completed: 1, running: 1, pending: 4, failed: 1, cancelled: 1 });
  expect(queue.problems).toEqual([]);
  expect(queue.exists).toBe(true);
  expect(queue.tasks[4]).toEqual({
    id: "task-005",
    name: "nightly backup",
    status: "failed",
    createdAt: "2026-03-13T23:30:00+01:00",
    priority: 50,
    queueEntry: undefined,
    workflow: "backup",
    dependencies: [],
    startedAt: "2026-03-13T22:30:02Z",
    completedAt: "2026-03-13T22:31:17Z",
    progress: 60,
    waitTime: 2_000_000_000,
    executionTime: 75_000_000_000,
    completedMs: Date.parse("2026-03-13T22:31:17Z"),
    createdMs: Date.parse("2026-03-13T22:30:00Z"),
    createdNs: 0,
    directory: join(fixtures, "small/tasks"),
    fileName: "task-005.json",
    dataDir: join(fixtures, "small"),
  });
});

it("reads the daemon's layout, priorities from its queue entries [layout-daemon]", async () => {
  const queue = await refreshed(join(fixtures, "daemon"));
  expect(queue.tasks.map(({ status, priority }) => [status, priority])).toEqual([
    ["completed", 10],
    ["pending", 9],
    ["running", 8],
    ["pending", 5],
    ["failed", 1],
  ]);
  expect(queue.problems).toEqual([]);
});

it("follows a queue entry that appears, changes, breaks and goes [queue-entry-priority]", async () => {
  const dir = temporaryDirectory({
    "queue.rkvs/tasks/a.json": { id: "a", status: "Pending", priority: 1 },
    "queue.rkvs/tasks/b.json": { id: "b", status: "Pending", priority: 2 },
  });
  const queue = await refreshed(dir);
  const priorities = async () => {
    await queue.refresh();
    return queue.tasks.map(({ id, priority }) => `${id}${priority}`);
  };
  expect(await priorities()).toEqual(["b2", "a1"]);
  writeFiles(dir, { "queue.rkvs/queue/a.json": { priority: 7 } });
  expect(await priorities()).toEqual(["a7", "b2"]);
  writeFiles(dir, { "queue.rkvs/queue/a.json": { priority: 0 } });
  expect(await priorities()).toEqual(["b2", "a0"]);
  writeFiles(dir, { "queue.rkvs/queue/a.json": "{", "queue.rkvs/queue/unknown.json": { priority: 3 } });
  expect(await priorities()).toEqual(["b2", "a1"]);
  expect(codes(queue)).toEqual([["queue.rkvs/queue/a.json", "not-json"]]);
  writeFiles(dir, { "queue.rkvs/queue/a.json": { priority: 9 } });
  expect(await priorities()).toEqual(["a9", "b2"]);
  expect(codes(queue)).toEqual([]);
  rmSync(join(dir, "queue.rkvs/queue"), { recursive: true });
  expect(await priorities()).toEqual(["b2", "a1"]);
});

it("shows the daemon's record of a task that both layouts hold, and says so [layout-both]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending" },
    "tasks/other.json": { id: "b", status: "pending" },
    "tasks/c.json": { id: "c", status: "pending" },
    "queue.rkvs/tasks/a.json": { id: "a", status: "Running" },
  });
  const queue = await refreshed(dir);
  const shown = () => queue.tasks.map(({ id, status }) => [id, status]);
  const [b, c] = [
    ["b", "pending"],
    ["c", "pending"],
  ];
  expect(shown()).toEqual([["a", "running"], b, c]);
  expect(codes(queue)).toEqual([["tasks/a.json", "in-both-layouts"]]);
  expect(queue.problems[0]?.message).toBe("the daemon's queue.rkvs has a task of the same id, which is the one shown");
  const { tasks } = queue;
  await queue.refresh();
  expect(queue.tasks === tasks || !isWatchExact).toBe(true);
  writeFiles(dir, { "queue.rkvs/tasks/b.json": { id: "b", status: "Failed" } });
  await queue.refresh();
  expect(shown()).toEqual([["a", "running"], ["b", "failed"], c]);
  expect(codes(queue)).toEqual([
    ["tasks/a.json", "in-both-layouts"],
    ["tasks/other.json", "in-both-layouts"],
  ]);
  for (const name of ["a", "b"]) unlinkSync(join(dir, `queue.rkvs/tasks/${name}.json`));
  await queue.refresh();
  expect(shown()).toEqual([["a", "pending"], b, c]);
  expect(codes(queue)).toEqual([]);
});

it("shows the daemon's record of the first task that both come to hold, or the daemon's cannot be read of [layout-both]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending" },
    "queue.rkvs/tasks/b.json": { id: "b", status: "pending" },
  });
  const queue = await refreshed(dir);
  const shownAfter = async (files: Record<string, unknown>) => {
    writeFiles(dir, files);
    await queue.refresh();
    return queue.tasks.map(({ id, status }) => `${id} ${status}`);
  };
  expect(await shownAfter({ "queue.rkvs/tasks/a.json": { id: "a", status: "running" } })).toEqual([
    "a running",
    "b pending",
  ]);
  rmSync(join(dir, "queue.rkvs/tasks/a.json"));
  rmSync(join(dir, "queue.rkvs/tasks/b.json"));
  expect(await shownAfter({ "queue.rkvs/tasks/c.json": "{" })).toEqual(["a pending"]);
  expect(await shownAfter({ "tasks/c.json": { id: "c", status: "pending" } })).toEqual(["a pending"]);
});

it("keeps what a task waits for as it is written, whatever id the file of that name has [task-record]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "x", status: "pending" },
    "tasks/b.json": { id: "b", status: "pending", dependencies: ["a", "nobody", "b"] },
  });
  const queue = await refreshed(dir);
  expect(queue.tasks.map(({ id, dependencies }) => [id, dependencies])).toEqual([
    ["b", ["a", "nobody", "b"]],
    ["x", null],
  ]);
});

it("tells what cannot be read in the order of the paths, whenever it came [unread]", async () => {
  const dir = temporaryDirectory({ "tasks/b.json": "{" });
  const queue = await refreshed(dir);
  writeFiles(dir, { "tasks/a.json": "{", "queue.rkvs/tasks/c.json": "{" });
  await queue.refresh();
  expect(queue.unread.map(({ id }) => id)).toEqual(["c", "a", "b"]);
});

it("does not show the other file of a task that is unknown, as the daemon's cannot be read [layout-both] [unread]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending" },
    "tasks/b.json": { id: "b", status: "pending" },
  });
  const queue = await refreshed(dir);
  const shown = () => queue.tasks.map(({ id, status }) => [id, status]);
  writeFiles(dir, { "queue.rkvs/tasks/a.json": "{" });
  await queue.refresh();
  expect(shown()).toEqual([["b", "pending"]]);
  expect(queue.unread.map(({ id, problem: { path } }) => [id, path])).toEqual([
    ["a", join(dir, "queue.rkvs/tasks/a.json")],
  ]);
  expect(queue.problems[1]).toMatchObject({
    code: "in-both-layouts",
    path: join(dir, "tasks/a.json"),
    message: expect.stringContaining("may be out of date and is not shown"),
    help: `Fix ${join(dir, "queue.rkvs/tasks/a.json")} first.`,
  });
  writeFiles(dir, { "queue.rkvs/tasks/a.json": { id: "a", status: "running" } });
  await queue.refresh();
  expect(shown()).toEqual([
    ["a", "running"],
    ["b", "pending"],
  ]);
  expect(queue.unread).toEqual([]);
});

it("does not take a link to a directory that is not there for a queue without tasks [unread]", async () => {
  const dir = temporaryDirectory({ "status.json": {}, "elsewhere/a.json": { id: "a", status: "running" } });
  symlinkSync("elsewhere", join(dir, "tasks"));
  const queue = await refreshed(dir);
  expect(queue.tasks).toHaveLength(1);
  renameSync(join(dir, "elsewhere"), join(dir, "unmounted"));
  await expect(queue.refresh()).rejects.toMatchObject({
    code: "orch::unreadable_directory",
    message: `Cannot list ${dir}/tasks: a symbolic link to nothing`,
  });
  renameSync(join(dir, "unmounted"), join(dir, "elsewhere"));
  await queue.refresh();
  expect(queue.tasks).toHaveLength(1);
});

it("lists the good tasks of a directory with broken ones, and names each broken one [one-bad-file]", async () => {
  const queue = await refreshed(join(fixtures, "broken"));
  expect(queue.tasks.map(({ id, priority, createdAt }) => [id, priority, createdAt])).toEqual([
    ["task-001", 90, "2026-03-14T08:00:00Z"],
    ["task-005", 10, null],
    ["task-006", 5, null],
    ["task-004", null, "2026-03-14T08:01:00Z"],
  ]);
  expect(codes(queue)).toEqual([
    ["tasks/task-002.json", "not-json"],
    ["tasks/task-003.json", "empty"],
    ["tasks/task-004.json", "bad-priority"],
    ["tasks/task-006.json", "bad-date"],
  ]);
});

it("follows a directory that is replaced under two names of its own [directory-replaced]", async () => {
  const dir = temporaryDirectory({ "shared/a.json": { id: "a", status: "pending" }, "queue.rkvs/.keep": "" });
  symlinkSync("../shared", join(dir, "queue.rkvs/queue"));
  symlinkSync("shared", join(dir, "tasks"));
  const queue = await refreshed(dir);
  for (const id of ["b", "c", "d"]) {
    // The new directory may get the old one's inode number.
    rmSync(join(dir, "shared"), { recursive: true });
    writeFiles(dir, { [`shared/${id}.json`]: { id, status: "pending" } });
    await queue.refresh();
    expect(ids(queue)).toEqual([id]);
    writeFiles(dir, { [`shared/${id}.json`]: { id: `${id}2`, status: "pending" } });
    await queue.refresh();
    expect(ids(queue)).toEqual([`${id}2`]);
  }
});

it("is empty where there are no tasks, and knows whether there is a store [no-store]", async () => {
  const queue = await refreshed(join(fixtures, "empty"));
  expect([queue.exists, queue.tasks, queue.problems]).toEqual([false, [], []]);
  const dir = temporaryDirectory();
  mkdirSync(join(dir, "queue.rkvs/tasks"), { recursive: true });
  expect((await refreshed(dir)).exists).toBe(true);
  expect((await refreshed(join(dir, "nowhere"))).exists).toBe(false);
});

it("shows both files of one id, and says so until one is gone [duplicate-ids]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { id: "a", status: "pending" },
    "tasks/b.json": { id: "b", status: "pending" },
  });
  const queue = await refreshed(dir);
  expect(codes(queue)).toEqual([]);
  writeFiles(dir, {
    "tasks/copy.json": { id: "a", status: "running" },
    "tasks/odd.json": { id: "alone", status: "pending" },
  });
  await queue.refresh();
  expect(ids(queue)).toEqual(["a", "a", "alone", "b"]);
  expect(queue.problems).toEqual([
    problem("duplicate-id", join(dir, "tasks/a.json"), `id "a" also stands in ${join(dir, "tasks/copy.json")}`),
    problem("duplicate-id", join(dir, "tasks/copy.json"), `id "a" also stands in ${join(dir, "tasks/a.json")}`),
  ]);
  writeFiles(dir, { "tasks/third.json": { id: "a", status: "running" } });
  await queue.refresh();
  expect(queue.problems[0]?.message).toMatch(/copy\.json and 1 more$/);
  // All name the one that is listed first, which is not the one that is named after the id.
  writeFiles(dir, { "tasks/0.json": { id: "a", status: "running" } });
  await queue.refresh();
  const named = queue.problems.map(({ message }) => /(\w+)\.json and 2 more$/.exec(message)?.[1]);
  expect(named).toEqual(["a", "0", "0", "0"]);
  for (const name of ["0", "copy", "third"]) unlinkSync(join(dir, `tasks/${name}.json`));
  await queue.refresh();
  expect(codes(queue)).toEqual([]);
});

it("tells of duplicates without what acts on a terminal [duplicate-ids]", async () => {
  const status = "pending";
  const dir = temporaryDirectory({
    "tasks/a\u{1b}.json": { id: "\u{7}", status },
    "tasks/b.json": { id: "\u{7}", status },
  });
  const { problems } = await refreshed(dir);
  expect(problems.map(({ message }) => message)).toEqual([
    `id "\\u{7}" also stands in ${dir}/tasks/b.json`,
    `id "\\u{7}" also stands in ${dir}/tasks/a\\u{1b}.json`,
  ]);
});

it("finds duplicates whose ids hold a slash, begin or end another's file name, or stand in different layouts [duplicate-ids]", async () => {
  const dir = temporaryDirectory({
    "tasks/e.json": { id: "e", status: "pending" },
    "tasks/else.json": { id: "e", status: "pending" },
    "tasks/the.json": { id: "e", status: "pending" },
    "tasks/x.json": { id: "tasks/x", status: "pending" },
    "tasks/y.json": { id: "tasks/x", status: "pending" },
    "tasks/d.json": { id: "d", status: "pending" },
    "queue.rkvs/tasks/one.json": { id: "d", status: "pending" },
    "queue.rkvs/tasks/two.json": { id: "d", status: "pending" },
  });
  expect(codes(await refreshed(dir))).toEqual([
    ["queue.rkvs/tasks/one.json", "duplicate-id"],
    ["queue.rkvs/tasks/two.json", "duplicate-id"],
    ["tasks/d.json", "in-both-layouts"],
    ["tasks/e.json", "duplicate-id"],
    ["tasks/else.json", "duplicate-id"],
    ["tasks/the.json", "duplicate-id"],
    ["tasks/x.json", "duplicate-id"],
    ["tasks/y.json", "duplicate-id"],
  ]);
});

it(
  "keeps order, counts and problems exact through random changes, and the array while nothing changes [queue-exact]",
  { timeout: 240_000 },
  async () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, "tasks"));
    const queue = open(dir);
    let seed = 3;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * below);
    };
    for (let round = 0; round < 150; round++) {
      for (let change = [0, 1, 3, 100][random(4)] ?? 0; change > 0; change--) {
        const name = `tasks/${random(200)}.json`;
        if (random(4) === 0) rmSync(join(dir, name), { force: true });
        else
          writeFiles(dir, {
            [name]: random(20) === 0 ? "[]" : { id: `${random(150)}`, status: `s${random(3)}`, priority: random(5) },
          });
      }
      await queue.refresh();
      const afresh = await readQueue(dir);
      expect(queue.tasks).toEqual(afresh.tasks);
      expect(queue.problems).toEqual(afresh.problems);
      expect(queue.counts).toEqual(afresh.counts);
      const { tasks } = queue;
      await queue.refresh();
      expect(queue.tasks === tasks || !isWatchExact).toBe(true);
    }
  },
);

it("never changes an array that it has handed out [listing-stable]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const queue = await refreshed(dir);
  const before: readonly Task[] = queue.tasks;
  const counts = queue.counts;
  writeFiles(dir, { "tasks/b.json": { id: "b", status: "pending" } });
  await queue.refresh();
  expect(ids(queue)).toEqual(["a", "b"]);
  expect(before.map(({ id }) => id)).toEqual(["a"]);
  expect([...counts.values(), ...queue.counts.values()]).toEqual([1, 2]);
});

it("answers calls at the same time, each with all that was written before it [queue-concurrent]", async () => {
  const dir = temporaryDirectory({ "tasks/0.json": { id: "0", status: "pending" } });
  const queue = open(dir);
  const answers: Promise<void>[] = [];
  for (let number = 1; number <= 30; number++) {
    writeFiles(dir, { [`tasks/${number}.json`]: { id: `${number}`, status: "pending" } });
    answers.push(queue.refresh().then(() => expect(queue.tasks.length).toBeGreaterThanOrEqual(number + 1)));
    if (number % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(answers);
  expect(queue.tasks).toHaveLength(31);
});

it("answers no call with what was read before it [queue-concurrent]", async () => {
  const dir = temporaryDirectory({ "tasks/half.json": "{" });
  const queue = open(dir);
  const first = queue.refresh();
  await sleep(15); // it has read all, and waits for the file that is half written
  writeFiles(dir, { "tasks/a.json": { id: "a", status: "pending" } });
  const [second, third] = [queue.refresh(), queue.refresh()];
  await first;
  await second;
  expect(ids(queue)).toEqual(["a"]);
  writeFiles(dir, { "tasks/b.json": { id: "b", status: "pending" } });
  await Promise.all([third, queue.refresh()]);
  expect(ids(queue)).toEqual(["a", "b"]);
});

it("lets no two readings mix where one who waited asks again at once [queue-concurrent]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" }, "tasks/b.json": { id: "b" } });
  symlinkSync("../half.json", join(dir, "tasks/link.json"));
  const queue = await refreshed(dir);
  const again = queue.refresh().then(() => {
    unlinkSync(join(dir, "tasks/a.json"));
    writeFiles(dir, { "half.json": "{" }); // each reading waits for it
    return queue.refresh().then(() => ids(queue));
  });
  await queue.refresh();
  expect(await again).toEqual(["b"]);
});

it.runIf(isWatchExact)("leaves no watch behind when it lets go [queues]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const watched = new Set<string>();
  const queue = new Queue(dir, (directory) => {
    const watch = watchDirectory(directory);
    if (watch === undefined) return undefined;
    watched.add(directory);
    const close = watch.close.bind(watch);
    return Object.assign(watch, {
      close() {
        watched.delete(directory);
        close();
      },
    });
  });
  onTestFinished(queue.follow(() => {}));
  await queue.refresh();
  expect(watched).toContain(join(dir, "tasks"));
  queue.close();
  expect([...watched]).toEqual([]);
  expect([queue.tasks, queue.problems, queue.unread]).toEqual([[], [], []]);
});

it("finishes a listing that was under way when it let go [queues]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const queue = open(dir);
  for (const wait of [0, 15]) {
    writeFiles(dir, { "tasks/half.json": "{" }); // it has read the others and waits for this one
    const refreshing = queue.refresh();
    await sleep(wait);
    queue.close();
    await refreshing;
    expect(ids(queue)).toEqual(["a"]);
    expect(queue.exists).toBe(false);
  }
});

it("reads a queue afresh, through symbolic links and all, and keeps nothing [read-afresh]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  symlinkSync(dir, join(dir, "link"));
  expect(ids(await readQueue(join(dir, "link")))).toEqual(["a"]);
});

it(
  "names the permission, the user and the command for files it may not read, and lists the rest [permission-file]",
  { timeout: 60_000 },
  () => {
    const dir = temporaryDirectory({
      "tasks/a.json": { id: "a", status: "pending" },
      "tasks/b.json": { id: "b", status: "pending" },
    });
    chmodSync(dir, 0o755);
    const file = join(dir, "tasks/b.json");
    chmodSync(file, 0o000);
    const answer = runAsNobody(
      "queue/queue.ts",
      `const q = new module.Queue(${JSON.stringify(dir)}); await q.refresh(); return [q.tasks.length, q.problems]`,
    );
    expect(answer).toEqual([1, [expect.objectContaining({ path: file, code: "permission-denied" })]]);
    const text = JSON.stringify(answer);
    expect(text).toMatch(/permission denied: user \S+ \(uid \d+\) lacks read permission on /);
    expect(text).toContain(`Grant it with: `);
    expect(text).toMatch(/(sudo chmod a\+r|chmod u\+r) '/);
    expect(text).toContain(`'${file}'`);
  },
);

it(
  "ends with an error that names the directory and the command where the listing itself is denied [permission-directory]",
  { timeout: 60_000 },
  () => {
    const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
    chmodSync(dir, 0o755);
    const code = `const q = new module.Queue(${JSON.stringify(dir)}); return q.refresh().catch(({ message, code, help }) => ({ message, code, help }))`;
    chmodSync(join(dir, "tasks"), 0o000);
    expect(runAsNobody("queue/queue.ts", code)).toEqual({
      message: expect.stringMatching(/^Cannot list .*tasks: .*lacks read and search permission on .*tasks$/),
      code: "orch::unreadable_directory",
      help: expect.stringMatching(/^Grant it with: (sudo )?chmod [au]\+rx '.*tasks'$/),
    });
    chmodSync(dir, 0o000);
    expect(runAsNobody("queue/queue.ts", code)).toMatchObject({
      message: expect.stringMatching(
        `^Cannot list ${dir}: permission denied: user \\S+ \\(uid \\d+\\) lacks search permission on ${dir}$`,
      ),
      help: expect.stringMatching(`^Grant it with: (sudo )?chmod [au]\\+x '${dir}'$`),
    });
    chmodSync(dir, 0o755);
  },
);

it("recovers from a listing that was denied, and forgets tasks that are gone since [permission-directory]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", status: "pending" } });
  const queue = await refreshed(dir);
  rmSync(join(dir, "tasks"), { recursive: true });
  symlinkSync("tasks", join(dir, "tasks")); // a loop stands in for any directory that cannot be listed, root or not
  await expect(queue.refresh()).rejects.toMatchObject({ code: "orch::unreadable_directory" });
  const [first, second] = [queue.refresh(), queue.refresh()];
  await expect(first).rejects.toThrow(/^Cannot list /);
  unlinkSync(join(dir, "tasks"));
  await second;
  expect([queue.tasks, queue.exists]).toEqual([[], false]);
  writeFiles(dir, { "tasks/b.json": { id: "b", status: "pending" } });
  await queue.refresh();
  expect(ids(queue)).toEqual(["b"]);
});

function recordOf(dataDir: string, file: string) {
  return readTaskRecord({ directory: dataDir, fileName: file, dataDir, queueEntry: undefined });
}

it("reads the whole record of a task, null where the file has none [task-record]", async () => {
  const done = await recordOf(join(fixtures, "small"), "tasks/task-001.json");
  expect(done).toMatchObject({
    task: {
      name: "create servers",
      dependencies: [],
      workflow: null,
      progress: 100,
      startedAt: "2026-03-14T08:00:05Z",
      completedAt: "2026-03-14T08:04:35Z",
    },
    record: {
      command: "provisioning",
      error: null,
      args: ["server", "create", "--infra", "production", "--check=false"],
      output: "3 servers created: web-01, web-02, db-01",
      fields: {
        status: "completed",
      },
    },
    problems: [],
  });
  const dir = temporaryDirectory({
    "tasks/a.json": { status: "Pending", args: ["a", 1], output: { n: [1] }, progress: "50", started_at: "x" },
  });
  expect(await recordOf(dir, "tasks/a.json")).toMatchObject({
    task: { name: null, dependencies: null, startedAt: null, completedAt: null, progress: 50 },
    record: {
      command: null,
      args: ["a", "1"],
      output: '{"n":[1]}',
      fields: {
        status: "Pending",
        started_at: "x",
      },
    },
    problems: [],
  });
});

it("notes fields of the wrong type, and takes them as missing [task-record-fields]", async () => {
  const dir = temporaryDirectory({
    "tasks/a.json": { args: ["a", null], dependencies: "b", progress: "50%" },
    "tasks/b.json": { args: [5, { a: 1 }], dependencies: [5, "b"] },
  });
  const message = "args is a list that contains null, not a list of strings: taken as missing";
  expect(await recordOf(dir, "tasks/a.json")).toMatchObject({
    record: { args: null },
    // The index has noted those of the fields that it keeps.
    problems: [{ code: "bad-field", message }],
  });
  expect(await recordOf(dir, "tasks/b.json")).toMatchObject({ record: { args: ["5", '{"a":1}'] }, problems: [] });
});

it("takes a task's workflow from workflow, workflow_id or workflow_path, in that order [task-workflow]", async () => {
  const dir = temporaryDirectory({
    "1.json": { workflow: "w", workflow_id: "i", workflow_path: "p" },
    "2.json": { workflow: null, workflow_id: "i", workflow_path: "p" },
    "3.json": { workflow_path: "p" },
    "4.json": {},
  });
  const workflows = [1, 2, 3, 4].map(async (n) => (await recordOf(dir, `${n}.json`)).task?.workflow);
  expect(await Promise.all(workflows)).toEqual(["w", "i", "p", null]);
});

it("has no record of a file that vanished or broke since [task-record]", async () => {
  const dir = temporaryDirectory({
    "tasks/b.json": "[]",
  });
  expect(await recordOf(dir, "tasks/a.json")).toEqual({ problems: [] });
  expect(await recordOf(dir, "tasks/b.json")).toMatchObject({ problems: [{ code: "not-a-record" }] });
  writeFileSync(join(dir, "tasks/a.json"), "{");
  expect(await recordOf(dir, "tasks/a.json")).toMatchObject({ problems: [{ code: "not-json" }] });
});

it(
  "looks up what the daemon has too, and goes through none of it again and again [queue-both-linear]",
  { timeout: 60_000 },
  async () => {
    const count = 20_000;
    const files: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      files[`tasks/${i}.json`] = { id: `${i}`, status: "pending" };
      // Its file is not named after its id, so that each is looked up.
      files[`queue.rkvs/tasks/x${i}.json`] = { id: `${i}`, status: "running" };
    }
    const includes = vi.spyOn(Array.prototype, "includes");
    const queue = await readQueue(temporaryDirectory(files));
    const searched = includes.mock.contexts.filter((list: unknown) => Array.isArray(list) && list.length === count);
    includes.mockRestore();
    expect(searched).toHaveLength(0);
    expect(queue.tasks).toHaveLength(count);
    expect(queue.problems).toHaveLength(count);
  },
);
