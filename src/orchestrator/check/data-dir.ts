import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { readCheckpoints } from "../checkpoints.ts";
import { dataDirNotFound } from "../data-dir/not-found.ts";
import type { DataDirs } from "../data-dir/find.ts";
import { hasStatusFile, layout } from "../data-dir/layout.ts";
import { problem, problemOf, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import type { Queue } from "../queue/queue.ts";
import { readTaskRecord } from "../tasks/record.ts";
import { checkPermissions } from "./permissions.ts";
import { checkQueueEntries } from "./queue-entries.ts";
import { checkKeys } from "./repeated-keys.ts";
import { checkStaleness, checkStatus } from "./status.ts";
import { checkTask, clockSkew, timesOf } from "./tasks.ts";

export interface CheckOptions {
  readonly found: Pick<DataDirs, "looked" | "backend">;
  /** Returns the up-to-date queue of a directory. */
  readonly queue: (dataDir: string) => Promise<Queue>;
  /** `task_timeout_seconds`, if it is known. */
  readonly timeout: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Returns all problems of a data directory, errors first. What would make any other command fail is a problem here. */
export async function checkDataDir(dataDir: string, options: CheckOptions): Promise<readonly Problem[]> {
  const { problems, isOpen } = await checkPermissions(dataDir, options.signal);
  const inside = isOpen
    ? await checkQueue(dataDir, options)
    : (await checkStatus(dataDir, undefined, options.now)).problems;
  return [...problems, ...backendProblems(dataDir, options.found), ...inside].sort(compareProblems);
}

async function checkQueue(dataDir: string, options: CheckOptions): Promise<readonly Problem[]> {
  const { now, found, signal } = options;
  let queue: Queue;
  try {
    queue = await options.queue(dataDir);
  } catch (error) {
    const unlisted = problemOf(error, "unreadable-directory", dataDir);
    const { problems } = await checkStatus(dataDir, undefined, now);
    return [unlisted, ...problems];
  }
  if (!queue.exists && !hasStatusFile(dataDir)) {
    return [problemOf(dataDirNotFound(dataDir, found), "no-data-dir", dataDir)];
  }
  const { tasks, problems, exists, counts } = queue;
  // This comes before reading the task files, which may take a while, because the counts are of this moment.
  const status = await checkStatus(dataDir, exists ? counts : undefined, now);
  const checked = await checkTasks(tasks, options);
  return [
    ...problems,
    ...checked.problems,
    ...status.problems,
    ...checkStaleness(dataDir, status, checked.lastChange),
    ...(await checkQueueEntries(queue, signal)),
    ...(await checkCheckpoints(dataDir)),
    ...(await checkKeys(dataDir, signal)),
  ];
}

/** Checks each task by its whole file, of which the index keeps only a part. */
async function checkTasks(
  tasks: Queue["tasks"],
  { now, timeout, signal }: CheckOptions,
): Promise<{ readonly problems: readonly Problem[]; readonly lastChange: number }> {
  const around = { tasks: new Map(tasks.map((task) => [task.id, task])), now, timeout };
  const problems: Problem[] = [];
  let lastChange = -Infinity;
  for (const [i, task] of tasks.entries()) {
    // Files are read synchronously, so this lets other calls and Ctrl-C have their turn now and then.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    const file = await readTaskRecord(task);
    if (file === undefined) continue; // it vanished or broke since it was listed
    problems.push(...file.problems, ...checkTask(task, file.record, around));
    for (const { ms } of timesOf(task, file.record)) {
      if (ms > lastChange && ms <= now + clockSkew) lastChange = ms;
    }
  }
  return { problems, lastChange };
}

async function checkCheckpoints(dataDir: string): Promise<readonly Problem[]> {
  const directory = join(dataDir, layout.checkpoints);
  try {
    return (await readCheckpoints(directory)).problems;
  } catch (error) {
    return [problemOf(error, "unreadable-directory", directory)];
  }
}

function backendProblems(dataDir: string, { backend }: Pick<DataDirs, "backend">): readonly Problem[] {
  if (backend === undefined) return [];
  const message = `the platform's configuration names the storage backend ${quote(backend)}, which keeps no task files`;
  return [problem("backend-without-files", dataDir, message)];
}

/** Sorts errors before warnings, then by path and code. */
function compareProblems(a: Problem, b: Problem): number {
  return compareTexts(a.severity, b.severity) || compareTexts(a.path, b.path) || compareTexts(a.code, b.code);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
