import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { expect, it, onTestFinished, vi } from "vitest";
import { Queue, readQueue } from "../../../src/orchestrator/queue/queue.ts";
import { selectTasks, type TaskSelection } from "../../../src/orchestrator/tasks/filter.ts";
import { pathOf, type Task } from "../../../src/orchestrator/task/task.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const ids = fc.constantFrom("a", "b", "c", "d e");
const anyStatus = fc.constantFrom("Pending", "running", "FAILED", "queued", "InProgress");
const priorities = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom("1", "-2", "high", "Low", "urgent", 0.5, 1e300, null, true, [1], {}),
);
const dates = fc.constantFrom(
  "2026-03-14T08:00:00Z",
  "2026-03-14T08:00:00.000000001Z",
  "2026-03-14T09:00:00+01:00",
  "2026-03-13",
  "2026-02-30T00:00:00Z",
  5,
  null,
);
const record = fc.record(
  {
    id: fc.oneof({ weight: 6, arbitrary: ids }, fc.constantFrom("", 7, null, "a/b", "\ud800")),
    status: fc.oneof({ weight: 6, arbitrary: anyStatus }, fc.constantFrom("", 7, null)),
    priority: priorities,
    created_at: dates,
    workflow: fc.constantFrom("deploy.k", "", 1, { name: "deploy" }),
  },
  { requiredKeys: [] },
);
const good = record.map((fields) => JSON.stringify(fields));
const anyContent = fc.oneof(
  { weight: 8, arbitrary: good },
  good.map((text) => `\u{feff}${text}`),
  fc.tuple(good, fc.nat(30)).map(([text, length]) => text.slice(0, length)),
  fc.constantFrom("", " ", "null", `{"id": ${"[".repeat(1100)}${"]".repeat(1100)}}`),
  fc.json(),
  fc.uint8Array({ maxLength: 20 }),
  fc.tuple(good, fc.nat(9)).map(([text, at]) => Buffer.from(`${text.slice(0, at)}\xff${text.slice(at)}`, "latin1")),
);

const folders = fc.constantFrom("tasks", "queue.rkvs/tasks", "queue.rkvs/queue");
const name = fc.oneof(
  { weight: 9, arbitrary: ids.map((id) => `${id}.json`) },
  fc.constantFrom("new\nline.json", "LOSSY.json", ".hidden.json", "a.json.tmp", "\u{fffd}.json"),
);
const file = fc.tuple(folders, name).map(([folder, each]) => `${folder}/${each}`);
const targets = ["a.json", "b.json", "../shared.json", "shared", "../shared", "tasks", "/dev/zero", ".", "nowhere"];
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("write"), path: file, content: anyContent }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("rename over"), path: file, content: anyContent }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("remove"), path: fc.oneof(file, folders) }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("link"), path: file, content: fc.constantFrom(...targets) }) },
  fc.record({ does: fc.constant("link"), path: folders, content: fc.constantFrom(...targets) }),
  fc.record({ does: fc.constant("mkdir"), path: fc.oneof(file, folders) }),
  fc.record({ does: fc.constant("write"), path: fc.constantFrom("shared.json", "shared/a.json"), content: anyContent }),
  fc.record({ does: fc.constant("remove"), path: fc.constantFrom("shared.json", "shared") }),
);

const bound = fc.option(fc.integer({ min: -2, max: 2 }), { nil: undefined });
const selection = fc.record({
  statuses: fc.option(fc.subarray(["pending", "running", "failed", "queued"], { minLength: 1 }), { nil: undefined }),
  minPriority: bound,
  maxPriority: bound,
  offset: fc.option(fc.nat(2), { nil: undefined }),
  limit: fc.option(fc.nat(4), { nil: undefined }),
});

interface Edit {
  readonly does: "write" | "rename over" | "remove" | "link" | "mkdir";
  readonly path: string;
  readonly content?: string | Uint8Array;
}

function apply({ does, path, content = "" }: Edit, dir: string): void {
  const full = `${dir}/${path}`;
  const place = path.includes("LOSSY") ? Buffer.from(full.replace("LOSSY", "\xff\xfe"), "latin1") : full;
  try {
    mkdirSync(dirname(full), { recursive: true });
    if (does === "write") writeFileSync(place, content);
    else if (does === "mkdir") mkdirSync(place);
    else if (does === "remove") rmSync(place, { recursive: true });
    else {
      if (does === "link") symlinkSync(content.toString(), `${dir}/new`);
      else writeFileSync(`${dir}/new`, content);
      renameSync(`${dir}/new`, place);
    }
  } catch {
    rmSync(`${dir}/new`, { force: true }); // what stands there may not allow it: then nothing changed
  }
}

async function shownBy(queue: Queue | Promise<Queue>, refresh: Promise<unknown> = Promise.resolve()) {
  try {
    await refresh;
    const { tasks, problems, unread, counts, exists } = await queue;
    return { tasks, problems, unread: unread.map(({ problem }) => problem), counts, exists };
  } catch (error) {
    return { error };
  }
}

it(
  "shows after any edits of any files what a fresh reading shows, in the order of a naive model [queue-exact] [filter-model]",
  { timeout: 240_000 },
  async () => {
    // In the year to come no file is just being written, so that none is waited for.
    const now = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => now() + 31_536_000_000);
    onTestFinished(() => void vi.restoreAllMocks());
    const root = temporaryDirectory();
    let runs = 0;
    const steps = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(steps, selection, async (calls, wanted) => {
        const dir = join(root, `${++runs}`);
        const queue = new Queue(dir);
        try {
          for (const edits of calls) {
            for (const each of edits) apply(each, dir);
            const kept = await shownBy(queue, queue.refresh());
            expect(kept).toEqual(await shownBy(readQueue(dir)));
            expect(queue.tasks).toEqual(sortedNaively(queue.tasks));
            expect(selectTasks(queue.tasks, wanted)).toEqual(selectedNaively(queue.tasks, wanted));
          }
        } finally {
          queue.close();
          rmSync(dir, { recursive: true, force: true });
        }
      }),
      { numRuns: 200 },
    );
  },
);

/** By one key after the other, the least important first. */
function sortedNaively(tasks: readonly Task[]): readonly Task[] {
  const text = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  const age = ({ createdAt, createdMs, createdNs }: Task) =>
    createdAt === null ? 10n ** 30n : BigInt(createdMs) * 1_000_000n + BigInt(createdNs);
  return tasks
    .toSorted((a, b) => text(pathOf(a), pathOf(b)))
    .toSorted((a, b) => text(a.id, b.id))
    .toSorted((a, b) => Number(age(a) > age(b)) - Number(age(a) < age(b)))
    .toSorted((a, b) => standing(b.priority) - standing(a.priority));
}

function standing(priority: Task["priority"]): number {
  if (typeof priority === "number") return priority;
  return priority === null
    ? -1e6
    : -1000 - ["critical", "high", "normal", "low"].indexOf(String(priority).toLowerCase());
}

function selectedNaively(tasks: readonly Task[], wanted: TaskSelection): readonly Task[] {
  const { statuses, minPriority, maxPriority, offset = 0, limit } = wanted;
  let left = [...tasks];
  if (statuses !== undefined) left = left.filter(({ status }) => wantedWords(statuses).includes(status));
  if (minPriority !== undefined)
    left = left.filter(({ priority }) => priority !== null && !(Number(priority) < minPriority));
  if (maxPriority !== undefined)
    left = left.filter(({ priority }) => priority !== null && !(Number(priority) > maxPriority));
  for (let i = 0; i < offset; i++) left.shift();
  return limit === undefined ? left : left.filter((_, i) => i < limit);
}

function wantedWords(statuses: readonly string[]): readonly string[] {
  const others = { pending: ["queued"], running: ["in_progress"] };
  return statuses.flatMap((status) => [status, ...(others[status as keyof typeof others] ?? [])]);
}
