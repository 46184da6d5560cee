import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { readCheckpoints } from "../checkpoints.ts";
import { noDataDir } from "../data-dir/not-found.ts";
import type { DataDirs } from "../data-dir/find.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { quote } from "../text/printable.ts";
import type { Queue } from "../queue/queue.ts";
import { readTaskRecord } from "../tasks/record.ts";
import { hasStatusFile } from "../status.ts";
import { compareFindings, errorFinding, problemFinding, type Finding } from "./finding.ts";
import { checkPermissions } from "./permissions.ts";
import { checkQueueEntries } from "./queue-entries.ts";
import { checkStaleness, checkStatus } from "./status.ts";
import { checkTask, clockSkew, timesOf } from "./tasks.ts";

export interface CheckOptions {
  readonly found: Pick<DataDirs, "looked" | "backend">;
  /** Gives the directory's queue, up to date. */
  readonly queue: (dataDir: string) => Promise<Queue>;
  /** `task_timeout_seconds`, where it is known. */
  readonly timeout: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** All that is wrong with a data directory, errors first. What would end any other command is a finding here. */
export async function checkDataDir(dataDir: string, options: CheckOptions): Promise<readonly Finding[]> {
  const { findings, isOpen } = await checkPermissions(dataDir, options.signal);
  const inside = isOpen
    ? await checkQueue(dataDir, options)
    : (await checkStatus(dataDir, undefined, options.now)).findings;
  return [...findings, ...backendFindings(dataDir, options.found), ...inside].sort(compareFindings);
}

async function checkQueue(dataDir: string, options: CheckOptions): Promise<readonly Finding[]> {
  const { now, found, signal } = options;
  let queue: Queue;
  try {
    queue = await options.queue(dataDir);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return [errorFinding(error, dataDir), ...(await checkStatus(dataDir, undefined, now)).findings];
  }
  if (!queue.exists && !hasStatusFile(dataDir)) return [errorFinding(noDataDir(dataDir, found), dataDir)];
  const { tasks, problems, exists, counts } = queue;
  // Before the tasks' files are read, which may take a while: counts are of one moment.
  const status = await checkStatus(dataDir, exists ? counts : undefined, now);
  const { findings, lastChange } = await checkTasks(tasks, options);
  return [
    ...problems.map(problemFinding),
    ...findings,
    ...status.findings,
    ...checkStaleness(dataDir, status, lastChange),
    ...(await checkQueueEntries(queue, signal)),
    ...(await checkCheckpoints(dataDir)),
  ];
}

/** Each task by its file, which the index keeps only in part. */
async function checkTasks(
  tasks: Queue["tasks"],
  { now, timeout, signal }: CheckOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly lastChange: number }> {
  const around = { tasks: new Map(tasks.map((task) => [task.id, task])), now, timeout };
  const findings: Finding[] = [];
  let lastChange = -Infinity;
  for (const [i, task] of tasks.entries()) {
    // Files are read synchronously: now and then other calls, and Ctrl-C, get their turn.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    const file = await readTaskRecord(task);
    if (file === undefined) continue; // gone or broken since
    findings.push(...file.problems.map(problemFinding), ...checkTask(task, file.record, around));
    for (const { ms } of timesOf(task, file.record)) {
      if (ms > lastChange && ms <= now + clockSkew) lastChange = ms;
    }
  }
  return { findings, lastChange };
}

async function checkCheckpoints(dataDir: string): Promise<readonly Finding[]> {
  const directory = join(dataDir, "checkpoints");
  try {
    return (await readCheckpoints(directory)).problems.map(problemFinding);
  } catch (error) {
    if (error instanceof OrchestratorError) return [errorFinding(error, directory)];
    throw error;
  }
}

function backendFindings(dataDir: string, { backend }: Pick<DataDirs, "backend">): readonly Finding[] {
  if (backend === undefined) return [];
  return [
    {
      severity: "error",
      code: "backend-without-files",
      problem: `the platform's configuration names the storage backend ${quote(backend)}, which keeps no task files`,
      path: dataDir,
      help: 'Ask the platform itself: this plugin reads the files of the backend "filesystem" only.',
    },
  ];
}
