import { spawn } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { Queue, readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const seconds = process.env["CI"] === undefined ? 5 : 30;
const writerProgram = fileURLToPath(new URL("busy-writer.ts", import.meta.url));

/** A task's version (its priority), "absent", or "half-written". */
type State = number | "absent" | "half-written";

interface Write {
  readonly result: State;
  readonly inPlace: boolean;
  done: boolean;
}

/** What the writer's log says: each task's last write that was done when a listing began, and those after it. */
class Journal {
  readonly writes = new Map<string, Write[]>();
  readonly #log: number;
  readonly #buffer = Buffer.alloc(1024 * 1024);
  #rest = "";

  constructor(log: string) {
    this.#log = openSync(log, "r");
    onTestFinished(() => closeSync(this.#log));
  }

  readOn(): void {
    for (;;) {
      const length = readSync(this.#log, this.#buffer);
      if (length === 0) return;
      const lines = (this.#rest + this.#buffer.toString("latin1", 0, length)).split("\n");
      this.#rest = lines.pop() ?? "";
      for (const line of lines) this.#note(line);
    }
  }

  forgetOutdated(): void {
    for (const writes of this.writes.values()) while (writes[1]?.done === true) writes.shift();
  }

  #note(line: string): void {
    const [event, id = "", version, way] = line.split(" ");
    const writes = this.writes.get(id) ?? [{ result: "absent", inPlace: false, done: true }];
    this.writes.set(id, writes);
    const last = writes.at(-1);
    if (event === "begin")
      writes.push({ result: way === "remove" ? "absent" : Number(version), inPlace: way === "in-place", done: false });
    else if (last !== undefined) last.done = true;
  }
}

/** What a listing shows of each task, and the problems that no half-written file explains: each gets 50 ms first. */
function shownBy(
  { tasks, problems }: Queue,
  milliseconds: number,
): { states: Map<string, State>; unexpected: string[] } {
  const states = new Map<string, State>(tasks.map(({ id, priority }) => [id, priority ?? Number.NaN]));
  const unexpected: string[] = [];
  for (const { path, code } of problems) {
    const id = basename(path, ".json");
    if (["empty", "not-json"].includes(code) && milliseconds > 45 && !states.has(id)) states.set(id, "half-written");
    else unexpected.push(`${path}: ${code}`);
  }
  return { states, unexpected };
}

/** Every task of which the listing shows what it was at no moment between the listing's begin and its end. */
function untruths(journal: Journal, states: ReadonlyMap<string, State>): string[] {
  const wrong = [...states.keys()].filter((id) => !journal.writes.has(id)).map((id) => `${id}: never written`);
  for (const [id, writes] of journal.writes) {
    const shown = states.get(id) ?? "absent";
    // The first was done before, so it can not be seen half-written.
    const possible = writes.some(
      ({ result, inPlace }, i) => shown === result || (shown === "half-written" && inPlace && i > 0),
    );
    if (!possible) wrong.push(`${id}: ${shown}, but ${writes.map(({ result }) => result).join(" then ")} was written`);
  }
  return wrong;
}

it.each(["tasks", "queue.rkvs/tasks"])(
  "lists all that was written before, and nothing else, while %s changes 1,000 times a second [queue-busy]",
  { timeout: (seconds + 60) * 1000 },
  async (layout) => {
    const dir = temporaryDirectory({ log: "", [`${layout}/.keep`]: "" });
    const log = join(dir, "log");
    const queue = new Queue(dir);
    onTestFinished(() => queue.close());
    const args = ["--import", "tsx", writerProgram, join(dir, layout), log, `${seconds}`];
    const writer = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    onTestFinished(() => void writer.kill());

    const journal = new Journal(log);
    let listings = 0;
    while (writer.exitCode === null && writer.signalCode === null) {
      journal.readOn();
      journal.forgetOutdated();
      const start = performance.now();
      await queue.refresh();
      const { states, unexpected } = shownBy(queue, performance.now() - start);
      journal.readOn();
      expect([...unexpected, ...untruths(journal, states)]).toEqual([]);
      if (states.size > 0) listings++;
    }
    expect(writer.exitCode).toBe(0);
    expect(listings).toBeGreaterThan(seconds * 5);
    expect(queue.tasks.length).toBeGreaterThan(200);
    await queue.refresh();
    expect(queue.tasks).toEqual((await readQueue(dir)).tasks);
    expect(queue.problems).toEqual([]);
  },
);
