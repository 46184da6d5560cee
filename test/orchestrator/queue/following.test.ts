import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { followTasks, type Look } from "../../../src/orchestrator/queue/following.ts";
import type { StartWatch } from "../../../src/orchestrator/files/watch/directory-watch.ts";
import { OrchestratorError } from "../../../src/orchestrator/orchestrator-error.ts";
import { Queue } from "../../../src/orchestrator/queue/queue.ts";
import type { QueueAccess } from "../../../src/orchestrator/queue/queues.ts";
import { isWatchExact } from "../../support/systems.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const never = new AbortController().signal;
const pending = { status: "pending" };

/** The queues of these directories, as a command has them. */
function access(...dirs: readonly string[]): { data: QueueAccess; queues: readonly Queue[] } {
  return accessBy(undefined, ...dirs);
}

function accessBy(startWatch: StartWatch | undefined, ...dirs: readonly string[]) {
  const queues = dirs.map((dir) => new Queue(dir, startWatch));
  onTestFinished(() => {
    for (const queue of queues) queue.close();
  });
  const data: QueueAccess = {
    found: { dirs, many: dirs.length > 1, given: true, looked: [], backend: undefined },
    async queue(dataDir) {
      const queue = queues.find((each) => each.dataDir === dataDir);
      if (queue === undefined) throw new Error(dataDir);
      await queue.refresh();
      return queue;
    },
  };
  return { data, queues };
}

/** Returns the events of the next look, the tasks that were there, and the paths of what could not be read. */
async function lookOf(looks: AsyncGenerator<Look, void>) {
  const { value } = await looks.next();
  if (value === undefined) throw new Error("no look");
  const events = value.events.map(({ event, task }) => `${event} ${task.id}`);
  return [events, value.tasks().map(({ id }) => id), value.unread.map(({ problem: { path } }) => path)];
}

it("rests ten times as long as a look takes, where the file system gives no notice [watch-rests]", async () => {
  const { data, queues } = access(temporaryDirectory({ "tasks/.keep": "" }));
  const looks: number[] = [];
  for (const queue of queues) vi.spyOn(queue, "refresh").mockImplementation(() => sleep(40));
  for await (const _ of followTasks(data, { during: 2000, poll: undefined }, never)) looks.push(performance.now());
  // At 0, 0.1, 0.5, 0.9, 1.3, 1.7 s and a last time; not every 0.1 s.
  expect(looks.length).toBeGreaterThan(3);
  expect(looks.length).toBeLessThan(9);
});

/** Counts the looks of some seconds, after each of which something is done. */
async function countLooks(data: QueueAccess, seconds: number, after: () => void = () => {}): Promise<number> {
  let looks = 0;
  for await (const _ of followTasks(data, { during: seconds * 1000, poll: undefined }, never)) {
    looks++;
    after();
  }
  return looks;
}

it.runIf(isWatchExact)(
  "looks about once a second while the file system gives no notice, and then at once [watch-notice]",
  async () => {
    const dir = temporaryDirectory({ "tasks/a.json": { id: "a", ...pending } });
    // At 0, 0.1, 1.1 s and a last time; not every 0.1 s.
    expect(await countLooks(access(dir).data, 1.5)).toBeLessThan(6);
    // Each change causes the next look.
    const change = () => utimesSync(join(dir, "tasks/a.json"), 1, 1);
    expect(await countLooks(access(dir).data, 2, change)).toBeGreaterThan(8);
  },
);

it("looks no more than ten times a second, however often it gets notice [watch-notice]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", ...pending } });
  const writer = setInterval(() => writeFileSync(join(dir, "tasks/a.json"), `{"id":"a"}`), 2);
  onTestFinished(() => clearInterval(writer));
  expect(await countLooks(access(dir).data, 1)).toBeLessThan(13);
});

it("looks ten times a second where not every change gives notice [watch-notice]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", ...pending }, "target.json": { id: "b", ...pending } });
  expect(await countLooks(accessBy(() => undefined, dir).data, 1.5)).toBeGreaterThan(7);
  symlinkSync("../target.json", join(dir, "tasks/b.json"));
  expect(await countLooks(access(dir).data, 1.5)).toBeGreaterThan(7);
});

it("gets notice of all that happens in the data directory, also of what appears there later [watch-notice]", async () => {
  const dir = temporaryDirectory({ "status.json": {} });
  const at = (path: string) => join(dir, path);
  const write = (path: string, status: string) => writeFiles(dir, { [path]: { id: "1", status } });
  const looks = followTasks(access(dir).data, { during: undefined, poll: undefined }, never);
  await looks.next();
  const steps: readonly (readonly [() => void, unknown])[] = [
    [() => mkdirSync(at("tasks")), []],
    [() => write("tasks/1.json", "pending"), ["1 added"]],
    [() => mkdirSync(at("queue.rkvs")), []],
    [() => mkdirSync(at("queue.rkvs/tasks")), []],
    [() => write("queue.rkvs/tasks/1.json", "running"), ["1 changed"]],
    [() => mkdirSync(at("queue.rkvs/queue")), []],
    [() => writeFiles(dir, { "queue.rkvs/queue/1.json": { id: "1", priority: 7 } }), ["1 changed"]],
    [() => renameSync(at("queue.rkvs"), at("old")), ["1 changed"]],
    [() => renameSync(at("old"), at("queue.rkvs")), ["1 changed"]],
    [() => renameSync(at("queue.rkvs/tasks"), at("queue.rkvs/old")), ["1 changed"]],
    [() => rmSync(at("tasks"), { recursive: true }), []],
    [() => renameSync(at("queue.rkvs/old"), at("queue.rkvs/tasks")), ["1 changed"]],
    [() => chmodSync(dir, 0o700), []],
    [() => write("status.json", "of the daemon"), []],
    [() => rmSync(at("queue.rkvs/tasks/1.json")), ["1 removed"]],
  ];
  const start = performance.now();
  for (const [change, expected] of steps) {
    await sleep(30);
    change();
    const { value } = await looks.next();
    const events = value?.events.map(({ event, task }) => `${task.id} ${event}`);
    expect({ change, events }).toEqual({ change, events: expected });
  }
  // Without notice each look would come a second after the one before.
  expect(performance.now() - start).toBeLessThan(steps.length * 500);
  await looks.return();
});

it("sees a directory in the place of another without notice [watch-notice]", async () => {
  const dir = temporaryDirectory({
    "host/data/tasks/1.json": { id: "1", ...pending },
    "other/data/tasks/2.json": { id: "2", ...pending },
  });
  const looks = followTasks(access(join(dir, "host/data")).data, { during: undefined, poll: undefined }, never);
  for (let settled = 0; settled < 3; settled++) await looks.next();
  renameSync(join(dir, "host"), join(dir, "old"));
  renameSync(join(dir, "other"), join(dir, "host"));
  expect(await lookOf(looks)).toEqual([["removed 1", "added 2"], ["2"], []]);
  await looks.return();
});

it("shows what was so at a look, also to a reader that comes late [watch-events]", async () => {
  const dir = temporaryDirectory({ "tasks/a.json": { id: "a", ...pending } });
  const { data, queues } = access(dir);
  const looks = followTasks(data, { during: 10_000, poll: 1 }, never);
  const { value: first } = await looks.next();
  // Another call reads the queue meanwhile.
  writeFiles(dir, { "tasks/a.json": { id: "a", status: "failed" } });
  await queues[0]?.refresh();
  expect(first?.tasks()).toMatchObject([{ id: "a", ...pending }]);
  const { value: second } = await looks.next();
  expect(second?.events).toMatchObject([{ event: "changed", previousStatus: "pending" }]);
  await looks.return();
  expect(queues[0]?.isFollowed).toBe(false);
});

it("ends at once when it is interrupted, however long it would rest [watch-events]", async () => {
  const { data } = access(temporaryDirectory({ "tasks/.keep": "" }));
  const controller = new AbortController();
  const looks = followTasks(data, { during: undefined, poll: 2 ** 40 }, controller.signal);
  await looks.next();
  const next = looks.next();
  expect(await Promise.race([next, sleep(50, "at rest")])).toBe("at rest");
  controller.abort();
  expect(await next).toMatchObject({ done: true });
});

it("follows the others when one of several directories cannot be listed; a single one is an error [watch-several]", async () => {
  const dir = temporaryDirectory({
    "a/tasks/1.json": { id: "1", ...pending },
    "b/tasks/2.json": { id: "2", ...pending },
  });
  const { data, queues } = access(join(dir, "a"), join(dir, "b"));
  const looks = followTasks(data, { during: undefined, poll: 1 }, never);
  await looks.next();
  const broken = queues[0];
  if (broken === undefined) throw new Error("no queue");
  const failing = new OrchestratorError("may not be listed", { about: "data", code: "orch::unreadable_directory" });
  vi.spyOn(broken, "refresh").mockRejectedValue(failing);
  rmSync(join(dir, "b/tasks/2.json"));
  expect((await looks.next()).value?.events).toMatchObject([{ event: "removed", task: { id: "2" } }]);
  await looks.return();

  mkdirSync(join(dir, "c/tasks"), { recursive: true });
  const alone = access(join(dir, "c"));
  const single = followTasks(alone.data, { during: undefined, poll: 1 }, never);
  await single.next();
  for (const queue of alone.queues) vi.spyOn(queue, "refresh").mockRejectedValue(failing);
  await expect(single.next()).rejects.toThrow("may not be listed");
  expect(alone.queues[0]?.isFollowed).toBe(false);
});

it("says at each look what cannot be read, and takes a directory up when it can be listed at last [watch-several] [unread]", async () => {
  const dir = temporaryDirectory({
    "a/tasks/1.json": { id: "1", ...pending },
    "b/tasks/2.json": { id: "2", ...pending },
    "b/tasks/3.json": "{",
  });
  const { data, queues } = access(join(dir, "a"), join(dir, "b"));
  const failing = new OrchestratorError("may not be listed", { about: "data", code: "orch::unreadable_directory" });
  const close = () => queues[0] && vi.spyOn(queues[0], "refresh").mockRejectedValue(failing);
  const closed = close();
  const looks = followTasks(data, { during: undefined, poll: 1 }, never);
  const look = () => lookOf(looks);
  const torn = join(dir, "b/tasks/3.json");
  expect(await look()).toEqual([[], ["2"], [join(dir, "a"), torn]]);
  expect(await look()).toEqual([[], ["2"], [join(dir, "a"), torn]]);
  closed?.mockRestore();
  expect(await look()).toEqual([["added 1"], ["1", "2"], [torn]]);
  // What it held is not known any more when it is closed again.
  close();
  expect(await look()).toEqual([[], ["2"], [join(dir, "a"), torn]]);
  await looks.return();
});

it("takes no task for removed whose whole directory is gone [watch-directory-gone]", async () => {
  const dir = temporaryDirectory({ "data/tasks/1.json": { id: "1", ...pending }, "data/status.json": {} });
  const data = join(dir, "data");
  const looks = followTasks(access(data).data, { during: undefined, poll: 1 }, never);
  expect(await lookOf(looks)).toEqual([[], ["1"], []]);
  for (const [path, away] of [
    [join(data, "tasks"), join(data, "tasks.old")],
    [data, join(dir, "away")],
  ] as const) {
    renameSync(path, away);
    expect(await lookOf(looks)).toEqual([[], [], [data]]);
    expect(await lookOf(looks)).toEqual([[], [], [data]]);
    renameSync(away, path);
    expect(await lookOf(looks)).toEqual([[], ["1"], []]);
  }
  renameSync(join(data, "tasks"), join(data, "tasks.old"));
  expect(await lookOf(looks)).toEqual([[], [], [data]]);
  writeFiles(data, { "tasks/1.json": { id: "1", status: "failed" }, "tasks/2.json": { id: "2", ...pending } });
  expect(await lookOf(looks)).toEqual([["changed 1", "added 2"], ["1", "2"], []]);
  rmSync(join(data, "tasks/1.json"));
  expect(await lookOf(looks)).toEqual([["removed 1"], ["2"], []]);
  await looks.return();
});
