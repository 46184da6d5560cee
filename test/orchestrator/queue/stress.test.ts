import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Queue, readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { busySeconds, busyWriter, Journal, untruths } from "./journal.ts";

it.each(["tasks", "queue.rkvs/tasks"])(
  "lists all that was written before, and nothing else, while %s changes 1,000 times a second [queue-busy]",
  { timeout: (busySeconds + 60) * 1000 },
  async (layout) => {
    const dir = temporaryDirectory({ log: "", [`${layout}/.keep`]: "" });
    const log = join(dir, "log");
    const queue = new Queue(dir);
    onTestFinished(() => queue.close());
    const args = [...busyWriter, join(dir, layout), log, `${busySeconds}`];
    const writer = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    onTestFinished(() => void writer.kill());

    const journal = new Journal(log);
    let listings = 0;
    while (writer.exitCode === null && writer.signalCode === null) {
      journal.readOn();
      journal.forgetOutdated();
      await queue.refresh();
      journal.readOn();
      expect(untruths(queue, journal.writes, Date.now())).toEqual([]);
      if (queue.tasks.length > 0) listings++;
    }
    expect(writer.exitCode).toBe(0);
    expect(listings).toBeGreaterThan(busySeconds * 5);
    expect(queue.tasks.length).toBeGreaterThan(200);
    await queue.refresh();
    expect(queue.tasks).toEqual((await readQueue(dir)).tasks);
    expect(queue.problems).toEqual([]);
  },
);
