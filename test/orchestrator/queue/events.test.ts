import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, it, onTestFinished } from "vitest";
import { Queue, readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { TaskFollower, type TaskEvent } from "../../../src/orchestrator/queue/events.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

/** A directory with a queue that is followed, and what `events` have shown: `changed a running->failed`. */
async function followed(files: Readonly<Record<string, unknown>>) {
  const dir = temporaryDirectory({ "tasks/.keep": "", ...files });
  const queue = new Queue(dir);
  await queue.refresh();
  const follower = new TaskFollower();
  follower.add(queue);
  onTestFinished(() => (follower.close(), queue.close()));
  const take = async () => {
    await queue.refresh();
    return follower.take().map(written);
  };
  return { dir, queue, follower, take };
}

function written({ event, task: { id, status }, previousStatus }: TaskEvent): string {
  return `${event} ${id} ${previousStatus === null ? "" : `${previousStatus}->`}${status}`;
}

const pending = { status: "pending" };
const running = { status: "running" };
const failed = { status: "failed" };

it("tells what was added, changed and removed, and nothing of what was there [watch-events]", async () => {
  const { dir, take } = await followed({ "tasks/a.json": { id: "a", ...pending } });
  expect(await take()).toEqual([]);
  writeFiles(dir, { "tasks/a.json": { id: "a", ...running }, "tasks/b.json": { id: "b", ...pending, priority: 1 } });
  expect(await take()).toEqual(["added b pending", "changed a pending->running"]);
  rmSync(join(dir, "tasks/a.json"));
  expect(await take()).toEqual(["removed a running->running"]);
});

it.each([
  ["status", failed],
  ["priority", { priority: 5 }],
  ["created_at", { created_at: "2026-03-14T08:00:00Z" }],
  ["workflow", { workflow: "deploy" }],
  ["started_at", { created_at: "2026-03-13T08:00:00Z", started_at: "2026-03-14T09:00:00Z" }],
  ["completed_at", { completed_at: "2026-03-14T09:00:00Z" }],
])(
  "takes another %s for a change, and a file that was only written again for none [watch-events]",
  async (_, field) => {
    const before = { id: "a", created_at: "2026-03-13T08:00:00Z", ...pending };
    const { dir, take } = await followed({ "tasks/a.json": before });
    writeFiles(dir, { "tasks/a.json": { ...before, output: "more" } });
    expect(await take()).toEqual([]);
    writeFiles(dir, { "tasks/a.json": { ...before, ...field } });
    expect(await take()).toEqual([expect.stringMatching(/^changed a pending->/)]);
  },
);

it("tells of another progress as an event of its own, unless something else has changed [watch-progress]", async () => {
  const { dir, take } = await followed({ "tasks/a.json": { id: "a", ...running, progress: 1.0 } });
  writeFiles(dir, { "tasks/a.json": { id: "a", ...running, progress: 50 } });
  expect(await take()).toEqual(["progress a running->running"]);
  writeFiles(dir, { "tasks/a.json": '{"id": "a", "status": "running", "progress": 50}' });
  expect(await take()).toEqual([]);
  writeFiles(dir, { "tasks/a.json": { id: "a", ...running } });
  expect(await take()).toEqual(["progress a running->running"]);
  writeFiles(dir, { "tasks/a.json": { id: "a", ...failed, progress: 60 } });
  expect(await take()).toEqual(["changed a running->failed"]);
});

it("waits for a queue entry that cannot be read before it tells of another priority [queue-entry-read]", async () => {
  const entry = "queue.rkvs/queue/a.json";
  const file = "queue.rkvs/tasks/a.json";
  const { dir, take } = await followed({ [file]: { id: "a", ...pending, priority: 5 }, [entry]: { priority: 7 } });
  writeFiles(dir, { [entry]: "{" });
  expect(await take()).toEqual([]);
  writeFiles(dir, { [entry]: { priority: 7 } });
  expect(await take()).toEqual([]);
  writeFiles(dir, { [entry]: "{" });
  expect(await take()).toEqual([]);
  writeFiles(dir, { [file]: { id: "a", ...running, priority: 5 } });
  expect(await take()).toEqual(["changed a pending->running"]);
  writeFiles(dir, { [entry]: { priority: 8 } });
  expect(await take()).toEqual(["changed a running->running"]);
  writeFiles(dir, { [entry]: "{" });
  expect(await take()).toEqual([]);
  rmSync(join(dir, file));
  expect(await take()).toEqual(["removed a running->running"]);
});

it("keeps a task whose file cannot be read as it was, until it is known what became of it [watch-unread]", async () => {
  const { dir, take } = await followed({
    "tasks/a.json": { id: "a", ...running },
    "tasks/b.json": { id: "b", ...pending },
  });
  writeFiles(dir, { "tasks/a.json": "", "tasks/b.json": '{"id": "b", "sta' });
  expect(await take()).toEqual([]);
  expect(await take()).toEqual([]);
  writeFiles(dir, { "tasks/a.json": { id: "a", ...failed }, "tasks/b.json": { id: "b", ...pending } });
  expect(await take()).toEqual(["changed a running->failed"]);
  writeFiles(dir, { "tasks/a.json": "{" });
  expect(await take()).toEqual([]);
  rmSync(join(dir, "tasks/a.json"));
  expect(await take()).toEqual(["removed a failed->failed"]);
  // On its way to the other layout it is nowhere for a moment, and half-written there.
  rmSync(join(dir, "tasks/b.json"));
  writeFiles(dir, { "queue.rkvs/tasks/b.json": "" });
  expect(await take()).toEqual([]);
  writeFiles(dir, { "queue.rkvs/tasks/b.json": { id: "b", ...running } });
  expect(await take()).toEqual(["changed b pending->running"]);
});

it("tells of a task that another file holds by now, whatever became of the first [watch-unread]", async () => {
  const { dir, take } = await followed({ "tasks/a.json": { id: "a", ...pending } });
  writeFiles(dir, { "tasks/a.json": "", "tasks/moved.json": { id: "a", ...running } });
  expect(await take()).toEqual(["changed a pending->running"]);
  rmSync(join(dir, "tasks/a.json"));
  expect(await take()).toEqual([]);
});

it("folds what nobody has taken yet, to the last state of each task [watch-folded]", async () => {
  const { dir, queue, take } = await followed({ "tasks/a.json": { id: "a", ...pending } });
  for (const state of [running, pending, failed]) {
    writeFiles(dir, { "tasks/a.json": { id: "a", ...state }, "tasks/b.json": { id: "b", ...state } });
    await queue.refresh();
  }
  writeFiles(dir, { "tasks/short.json": { id: "short", ...running } });
  await queue.refresh();
  rmSync(join(dir, "tasks/short.json"));
  expect(await take()).toEqual(["changed a pending->failed", "added b failed"]);
});

it("takes a task whose file is renamed, or that the daemon has too, for the same [watch-moves]", async () => {
  const { dir, take } = await followed({ "tasks/a.json": { id: "a", ...pending } });
  renameSync(join(dir, "tasks/a.json"), join(dir, "tasks/other.json"));
  expect(await take()).toEqual([]);
  writeFiles(dir, { "queue.rkvs/tasks/a.json": { id: "a", ...running } });
  expect(await take()).toEqual(["changed a pending->running"]);
  rmSync(join(dir, "queue.rkvs"), { recursive: true });
  expect(await take()).toEqual(["changed a running->pending"]);
});

it("takes a task that one of two files of its id still has for the same [watch-moves]", async () => {
  const { dir, take } = await followed({
    "tasks/a.json": { id: "a", ...pending },
    "tasks/copy.json": { id: "a", ...running },
  });
  rmSync(join(dir, "tasks/a.json"));
  expect(await take()).toEqual(["changed a pending->running"]);
  rmSync(join(dir, "tasks/copy.json"));
  expect(await take()).toEqual(["removed a running->running"]);
});

it("tells of the one of two files of an id that has changed, not of the other [watch-moves]", async () => {
  const { dir, take } = await followed({
    "tasks/1.json": { id: "a", ...pending },
    "tasks/2.json": { id: "a", ...running },
  });
  writeFiles(dir, { "tasks/1.json": { id: "a", ...failed } });
  expect(await take()).toEqual(["changed a pending->failed"]);
});

it("takes another time of work for a change where no time of waiting is known [watch-events]", async () => {
  const ended = { id: "a", status: "completed", completed_at: "2026-03-14T09:00:00Z" };
  const { dir, take } = await followed({ "tasks/a.json": { ...ended, started_at: "2026-03-14T08:00:00Z" } });
  writeFiles(dir, { "tasks/a.json": { ...ended, started_at: "2026-03-14T08:30:00Z" } });
  expect(await take()).toEqual(["changed a completed->completed"]);
});

it("tells what is left of a task whose other file was told of [watch-moves]", async () => {
  // With both layouts every change is composed afresh, and each file is among what has changed.
  const { dir, take } = await followed({
    "tasks/1.json": { id: "a", ...pending },
    "queue.rkvs/tasks/b.json": { id: "b", ...running },
  });
  writeFiles(dir, { "tasks/2.json": { id: "a", ...running } });
  await take();
  rmSync(join(dir, "tasks/2.json"));
  expect(await take()).toEqual(["changed a running->pending"]);
});

it("tells of each task when two have changed their files' ids, and of one whose id is another now [watch-moves]", async () => {
  const { dir, take } = await followed({
    "tasks/1.json": { id: "a", ...pending },
    "tasks/2.json": { id: "b", ...running },
  });
  writeFiles(dir, { "tasks/1.json": { id: "b", ...running }, "tasks/2.json": { id: "a", ...pending } });
  expect(await take()).toEqual([]);
  writeFiles(dir, { "tasks/1.json": { id: "c", ...running } });
  expect(await take()).toEqual(["removed b running->running", "added c running"]);
});

it("tells that a task is gone which was in another's file, while that other may be in a file that cannot be read [watch-moves]", async () => {
  const { dir, take } = await followed({ "tasks/1.json": { id: "a", ...pending } });
  const second = (id: string) => writeFiles(dir, { "tasks/2.json": { id, ...running } });
  writeFiles(dir, { "tasks/1.json": "{" });
  second("a");
  expect(await take()).toEqual(["changed a pending->running"]);
  second("b");
  expect(await take()).toEqual(["added b running"]);
  second("a");
  expect(await take()).toEqual(["removed b running->running"]);
  rmSync(join(dir, "tasks/1.json"));
  expect(await take()).toEqual([]);
});

it("waits for each of several tasks whose files others have by now, until it is known what became of it [watch-moves]", async () => {
  const { dir, take } = await followed({
    "tasks/1.json": { id: "a", ...pending },
    "tasks/2.json": { id: "b", ...pending },
  });
  // They may be on their way to the daemon's store.
  writeFiles(dir, { "queue.rkvs/tasks/a.json": "{", "queue.rkvs/tasks/b.json": "{" });
  writeFiles(dir, { "tasks/1.json": { id: "c", ...running }, "tasks/2.json": { id: "d", ...running } });
  expect(await take()).toEqual(["added c running", "added d running"]);
  rmSync(join(dir, "queue.rkvs"), { recursive: true });
  expect(await take()).toEqual(["removed a pending->pending", "removed b pending->pending"]);
});

it("tells nothing of a task of the same id in another directory when one is removed [watch-moves]", async () => {
  const files = { "tasks/a.json": { id: "a", ...pending } };
  const [one, two] = [await followed(files), await followed(files)];
  const both = new TaskFollower();
  for (const { queue } of [one, two]) both.add(queue);
  rmSync(join(one.dir, "tasks/a.json"));
  await one.queue.refresh();
  expect(both.take().map(written)).toEqual(["removed a pending->pending"]);
  both.close();
});

it("keeps the same id in two directories apart [watch-moves]", async () => {
  const [one, two] = [await followed({ "tasks/a.json": { id: "a", ...pending } }), await followed({})];
  const both = new TaskFollower();
  for (const { queue } of [one, two]) both.add(queue);
  rmSync(join(one.dir, "tasks/a.json"));
  writeFiles(two.dir, { "tasks/a.json": { id: "a", ...running } });
  await Promise.all([one.queue.refresh(), two.queue.refresh()]);
  expect(both.take().map(written).toSorted()).toEqual(["added a running", "removed a pending->pending"]);
});

it("is told of nothing once it is closed [watch-events]", async () => {
  const { dir, queue, follower, take } = await followed({});
  expect(queue.isFollowed).toBe(true);
  follower.close();
  writeFiles(dir, { "tasks/a.json": { id: "a", ...pending } });
  expect(await take()).toEqual([]);
  expect(queue.isFollowed).toBe(false);
});

const name = fc.constantFrom("1", "2", "3", "4");
const step = fc.oneof(
  fc.record({ do: fc.constant("write" as const), name, id: fc.constantFrom("a", "b", "c", "d"), priority: fc.nat(3) }),
  fc.record({ do: fc.constant("daemon" as const), name, id: fc.constantFrom("a", "b"), priority: fc.nat(3) }),
  fc.record({ do: fc.constant("tear" as const), name }),
  fc.record({ do: fc.constant("remove" as const), name }),
  fc.record({ do: fc.constant("rename" as const), name, to: name }),
  fc.record({ do: fc.constantFrom("refresh" as const, "take" as const) }),
);

it("loses no state: after any writes, refreshes and looks, the events make of the first listing the last [watch-exact]", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { dir, queue, follower } = await followed({ "tasks/1.json": { id: "a", ...pending } });
      const path = (each: string) => join(dir, `tasks/${each}.json`);
      const replayed = new Map([["a", "pending null"]]);
      const replay = () => {
        for (const { event, task } of follower.take()) {
          if (event === "removed") replayed.delete(task.id);
          else replayed.set(task.id, `${task.status} ${task.priority}`);
        }
      };
      for (const each of steps) {
        if (each.do === "write") writeFiles(dir, { [`tasks/${each.name}.json`]: { ...each, status: "running" } });
        else if (each.do === "daemon")
          writeFiles(dir, { [`queue.rkvs/tasks/${each.name}.json`]: { ...each, ...failed } });
        else if (each.do === "tear") writeFiles(dir, { [`tasks/${each.name}.json`]: "{" });
        else if (each.do === "remove") rmSync(path(each.name), { force: true });
        else if (each.do === "rename") writeIfThere(path(each.name), path(each.to));
        else {
          await queue.refresh();
          if (each.do === "take") replay();
        }
      }
      await queue.refresh();
      replay();
      // What cannot be read is kept as it was: only when it is gone can the two be compared.
      for (const { problem } of queue.unread) rmSync(problem.path);
      await queue.refresh();
      replay();
      const last = (await readQueue(dir)).tasks;
      expect([...replayed.keys()].toSorted()).toEqual([...new Set(last.map(({ id }) => id))].toSorted());
      // Of several files with the same id it is the state of one.
      const only = last.filter(({ id }) => last.filter((each) => each.id === id).length === 1);
      const states = new Map(only.map(({ id, status, priority }) => [id, `${status} ${priority}`]));
      expect(new Map([...replayed].filter(([id]) => states.has(id)))).toEqual(states);
    }),
    { numRuns: 100 },
  );
});

function writeIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // There was no such file.
  }
}
