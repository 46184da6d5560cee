import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { leftOver, mostKept, Queues } from "../../../src/orchestrator/queue/queues.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const task = { "tasks/a.json": { id: "a", status: "pending" } };

function newQueues(): Queues {
  const queues = new Queues();
  onTestFinished(() => queues.close());
  return queues;
}

/** A call that opens queues until it is ended. */
function calling(queues: Queues, keepAlive = Infinity) {
  const over = new AbortController();
  return { open: queues.forCall(over.signal, keepAlive), end: () => over.abort() };
}

/** A call that opens the queues of some directories, and ends. */
async function call(queues: Queues, dirs: readonly string[], keepAlive?: number) {
  const { open, end } = calling(queues, keepAlive);
  const opened = await Promise.all(dirs.map(open));
  end();
  return opened;
}

it("keeps one queue for each data directory until it lets go [queues]", async () => {
  const [dir, other] = [temporaryDirectory(task), temporaryDirectory(task)];
  const queues = newQueues();
  expect(queues.size).toBe(0);
  const [queue] = await call(queues, [dir]);
  const [again, second] = await call(queues, [dir, other]);
  expect([again === queue, second === queue]).toEqual([true, false]);
  expect(queues.size).toBe(2);
  expect(queue?.tasks).toHaveLength(1);
  queues.close();
  expect([queues.size, queue?.tasks, queue?.exists]).toEqual([0, [], false]);
  expect((await call(queues, [dir]))[0]).not.toBe(queue);
});

it("keeps a directory that is followed when it lets go of all: its tasks were not removed [queues]", async () => {
  const dirs = [temporaryDirectory(task), temporaryDirectory(task)];
  const queues = newQueues();
  const [queue] = await call(queues, dirs);
  const leave = queue?.follow(() => {});
  queues.close();
  expect([queues.size, queue?.tasks.length]).toEqual([1, 1]);
  leave?.();
  queues.close();
  expect(queues.size).toBe(0);
});

it("knows the tasks of all directories in one order, and what cannot be read of them [queues]", async () => {
  const dirs = [
    temporaryDirectory({ "tasks/b.json": { id: "b", status: "pending" }, "tasks/torn.json": "{" }),
    temporaryDirectory({ "tasks/c.json": { id: "c", status: "pending" }, ...task }),
  ];
  const queues = newQueues();
  await call(queues, dirs);
  const { tasks, unread } = queues.known();
  expect([tasks.map(({ id }) => id), unread.map(({ id }) => id)]).toEqual([["a", "b", "c"], ["torn"]]);
});

it("keeps nothing of directories without tasks that were asked for, however many [bounded-missing]", async () => {
  const [dir, without] = [temporaryDirectory(), temporaryDirectory({ "status.json": {} })];
  const queues = newQueues();
  for (let i = 0; i < 100; i++) await call(queues, [join(dir, `${i}`), without]);
  expect(queues.size).toBe(0);
  writeFiles(dir, task);
  const [queue] = await call(queues, [dir]);
  expect([queues.size, queue?.tasks.length]).toEqual([1, 1]);
  rmSync(join(dir, "tasks"), { recursive: true });
  expect((await call(queues, [dir])).map(({ exists }) => exists)).toEqual([false]);
  expect(queues.size).toBe(0);
});

it("keeps nothing for a call that was interrupted before it began, whose end nobody tells [bounded-missing]", async () => {
  const dir = temporaryDirectory();
  const queues = newQueues();
  await queues.forCall(AbortSignal.abort(), Infinity)(dir);
  await call(queues, [dir]);
  expect(queues.size).toBe(0);
});

it(
  "keeps a limited number of directories, those that were asked for last, and closes the others [bounded-directories]",
  { timeout: 60_000 },
  async () => {
    const count = mostKept + 1;
    const dir = temporaryDirectory(
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [`${i}/tasks/a.json`, { id: "a", status: "pending" }]),
      ),
    );
    const dirs = Array.from({ length: count }, (_, i) => join(dir, `${i}`));
    const queues = newQueues();
    const [first] = await call(queues, dirs.slice(0, 1));
    const opened = await call(queues, dirs.slice(1, mostKept));
    expect(queues.size).toBe(mostKept);
    // It was not asked for for the longest time, and a call that runs keeps another one that was not either.
    const running = calling(queues);
    expect(await running.open(dirs[1] ?? "")).toBe(opened[0]);
    await call(queues, [...dirs.slice(2), dirs[0] ?? ""]);
    expect(queues.size).toBe(leftOver + 1);
    expect([first?.exists, opened[0]?.exists, opened[1]?.exists, opened.at(-1)?.exists]).toEqual([
      true,
      true,
      false,
      true,
    ]);
    running.end();
  },
);

describe("a directory that no call has used for the time that the settings give", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  it("is closed, though others are asked for [bounded-idle]", async () => {
    const [dir, other] = [temporaryDirectory(task), temporaryDirectory(task)];
    const queues = newQueues();
    const [queue] = await call(queues, [dir], 60_000);
    const running = calling(queues, 60_000);
    await running.open(other);
    vi.advanceTimersByTime(59_999);
    await call(queues, [], 60_000);
    expect(queues.size).toBe(2);
    vi.advanceTimersByTime(1);
    await call(queues, [], 60_000);
    // The other one a running call uses, however long that takes.
    expect([queues.size, queue?.exists]).toEqual([1, false]);
  });

  it("is not one that a call has followed for longer than that, until as long after its end [bounded-idle]", async () => {
    const queues = newQueues();
    const watching = calling(queues, 60_000);
    await watching.open(temporaryDirectory(task));
    vi.advanceTimersByTime(3_600_000);
    watching.end();
    expect(queues.size).toBe(1);
    vi.advanceTimersByTime(60_000);
    await call(queues, [], 60_000);
    expect(queues.size).toBe(0);
  });
});
