import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, onTestFinished } from "vitest";
import { readTaskRecord } from "../../../src/orchestrator/task/record.ts";
import { Queue } from "../../../src/orchestrator/queue/queue.ts";
import { temporaryDirectory, writeFiles } from "../../support/temporary-directory.ts";

const count = 1000;
const long = 50_000;

it(
  "keeps no long texts in memory, and reads them again where they are wanted [index-memory]",
  { timeout: 60_000 },
  async () => {
    const dir = temporaryDirectory();
    for (let number = 0; number < count; number++) {
      const id = `task-${number}`;
      // Each starts in its own way, so that no two share their memory.
      const texts = { output: `${id} ${"o".repeat(long)}`, error: `${id} ${"e".repeat(long)}` };
      writeFiles(dir, {
        [`tasks/${id}.json`]: { id, status: "failed", name: id, args: [`${id}.k`], priority: number, ...texts },
      });
    }
    const queue = new Queue(dir);
    onTestFinished(() => queue.close());

    const before = usedMemory();
    await queue.refresh();
    expect(queue.tasks).toHaveLength(count);
    // Either of the texts alone would take 50 MB.
    expect((usedMemory() - before) / 1e6).toBeLessThan(10);
    const [task] = queue.tasks;
    const file = task && (await readTaskRecord(task));
    expect([file?.record?.output?.length, file?.record?.error?.length]).toEqual([long + 9, long + 9]);
  },
);

it("keeps little of a usual task in memory [index-memory-small]", { timeout: 60_000 }, async () => {
  const dir = temporaryDirectory();
  const usual = 8000;
  const id = (number: number) => `task-${String(number).padStart(6, "0")}`;
  for (let number = 1; number <= usual; number++) {
    const task = { id: id(number), name: `create server ${number}`, dependencies: [id(number - 1)], status: "pending" };
    writeFiles(dir, { [`tasks/${id(number)}.json`]: { ...task, created_at: "2026-03-14T08:00:00.000Z", priority: 1 } });
  }
  const queue = new Queue(dir);
  onTestFinished(() => queue.close());
  await queue.refresh();
  queue.close();

  // Whatever the first reading has loaded and compiled is there by now.
  const again = new Queue(dir);
  onTestFinished(() => again.close());
  const before = usedMemory();
  await again.refresh();
  expect(again.tasks).toHaveLength(usual);
  expect((usedMemory() - before) / usual).toBeLessThan(470);
});

function usedMemory(): number {
  setFlagsFromString("--expose-gc");
  const collectGarbage: unknown = runInNewContext("gc");
  if (typeof collectGarbage === "function") collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
