import { join } from "node:path";
import { compare } from "../compare.ts";
import { readCheckpoints } from "../checkpoints/checkpoints.ts";
import { noData, otherBackend } from "../data-dir/not-found.ts";
import type { DataDirs } from "../data-dir/find.ts";
import { hasStatusFile, layout } from "../data-dir/layout.ts";
import { inTurns } from "../files/in-turns.ts";
import { futureProblems, statedTime } from "../future.ts";
import { problem, problemOf, type Problem } from "../problem.ts";
import type { Queue } from "../queue/queue.ts";
import { readTaskRecord } from "../task/record.ts";
import { checkPermissions } from "./permissions.ts";
import { checkQueueEntries } from "./queue-entries.ts";
import { checkKeys } from "./repeated-keys.ts";
import { checkStaleness, checkStatus } from "./status.ts";
import type { AgeLimit } from "../status.ts";
import { Dependencies } from "../tasks/dependencies.ts";
import { isRunning } from "../task/phase.ts";
import { twinHints } from "../text/nearest.ts";
import { isFuture } from "../timestamp.ts";
import { cycleProblems } from "./task-cycles.ts";
import { checkTask, timesOf, type TimeLimit } from "./tasks.ts";

export interface CheckOptions extends AgeLimit {
  readonly found: Pick<DataDirs, "backend">;
  /** Returns the up-to-date queue of a directory. */
  readonly queue: (dataDir: string) => Promise<Queue>;
  /** How long a task may run, and how many may at once, if that is known. */
  readonly timeLimit: TimeLimit | undefined;
  readonly maxConcurrentTasks: number | undefined;
  /** Is told of how many running tasks it cannot be judged whether they run too long, and why. */
  readonly notJudged: (why: "no-limit" | "no-start", tasks: number) => void;
  readonly signal: AbortSignal;
}

/** Returns all problems of a data directory, errors first. What would make any other command fail is a problem here. */
export async function checkDataDir(dataDir: string, options: CheckOptions): Promise<readonly Problem[]> {
  const { problems, isOpen } = await checkPermissions(dataDir, options.signal);
  const inside = isOpen
    ? await checkQueue(dataDir, options)
    : (await checkStatus(dataDir, undefined, options)).problems;
  return [...problems, ...backendProblems(dataDir, options.found), ...inside].sort(compareProblems);
}

async function checkQueue(dataDir: string, options: CheckOptions): Promise<readonly Problem[]> {
  const { signal } = options;
  let queue: Queue;
  try {
    queue = await options.queue(dataDir);
  } catch (error) {
    const unlisted = problemOf(error, "unreadable-directory", dataDir);
    const { problems } = await checkStatus(dataDir, undefined, options);
    return [unlisted, ...problems];
  }
  if (!queue.exists && !hasStatusFile(dataDir)) return [noData(dataDir)];
  const { tasks, problems, unread, exists, counts } = queue;
  // This comes before reading the task files, which may take a while, because the counts are of this moment.
  const status = await checkStatus(dataDir, exists ? { counts, unread } : undefined, options);
  const checked = await checkTasks({ tasks, unread }, options);
  return [
    ...problems,
    ...checked.problems,
    ...status.problems,
    ...checkStaleness(dataDir, status, checked.lastChange, options),
    ...tooManyRunning(queue, options),
    ...(await checkQueueEntries(queue, signal)),
    ...(await checkCheckpoints(dataDir, options.now)),
    ...(await checkKeys(dataDir, signal)),
  ];
}

/** Checks each task by its whole file, of which the index keeps only a part. */
async function checkTasks(
  { tasks, unread }: Pick<Queue, "tasks" | "unread">,
  { now, timeLimit, notJudged, signal }: CheckOptions,
): Promise<{ readonly problems: readonly Problem[]; readonly lastChange: number }> {
  const dependencies = new Dependencies({ tasks, unread });
  const around = { dependencies, twinHint: twinHints(() => tasks.map(({ id }) => id)), now, timeLimit };
  const problems: Problem[] = [];
  let lastChange = -Infinity;
  let withoutStart = 0;
  for await (const indexed of inTurns(tasks, signal)) {
    const file = await readTaskRecord(indexed);
    problems.push(...file.problems);
    const { task } = file;
    if (task === undefined) continue; // it vanished or broke since it was listed
    problems.push(...checkTask(task, around));
    if (isRunning(task) && task.startedAt === null) withoutStart++;
    for (const time of timesOf(task)) {
      if (!isFuture(time, now)) lastChange = Math.max(lastChange, time.ms);
    }
  }
  if (timeLimit === undefined) notJudged("no-limit", tasks.filter(isRunning).length);
  else notJudged("no-start", withoutStart);
  return { problems: [...problems, ...cycleProblems(tasks, dependencies)], lastChange };
}

/** Files that cannot be read do not matter here: with what they hold, no fewer tasks would be running. */
function tooManyRunning(
  { dataDir, tasks }: Queue,
  { maxConcurrentTasks = Infinity }: CheckOptions,
): readonly Problem[] {
  const running = tasks.filter(isRunning).length;
  if (running <= maxConcurrentTasks) return [];
  const message = `${running} tasks are running, more than max_concurrent_tasks (${maxConcurrentTasks}) allows`;
  return [problem("too-many-running", dataDir, message)];
}

async function checkCheckpoints(dataDir: string, now: number): Promise<readonly Problem[]> {
  const directory = join(dataDir, layout.checkpoints);
  try {
    const { checkpoints, problems } = await readCheckpoints(directory);
    const future = checkpoints.flatMap(({ path, timestamp }) =>
      futureProblems(path, statedTime("timestamp", timestamp), now),
    );
    return [...problems, ...future];
  } catch (error) {
    return [problemOf(error, "unreadable-directory", directory)];
  }
}

function backendProblems(dataDir: string, { backend }: Pick<DataDirs, "backend">): readonly Problem[] {
  return backend === undefined ? [] : [otherBackend(dataDir, backend)];
}

/** Sorts errors before warnings, then by path and code. */
function compareProblems(a: Problem, b: Problem): number {
  return compare(a.severity, b.severity) || compare(a.path, b.path) || compare(a.code, b.code);
}
