import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { layout } from "../data-dir/layout.ts";
import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import type { Queue } from "../queue/queue.ts";
import { isThere } from "../system/file-problem.ts";
import { phaseOf } from "../task/phase.ts";
import { pathOf } from "../task/task.ts";
import { isEntryName } from "../files/entry-name.ts";

// Milliseconds within which a writer that has written one of the two files writes the other.
const settling = 100;

/**
 * Finds tasks without a queue entry and queue entries without a task. The daemon's layout has a file for each task and an
 * entry of the same name for its place in the queue. Only pending tasks need one, because no document says how
 * long the daemon keeps entries.
 */
export async function checkQueueEntries(queue: Queue, signal: AbortSignal): Promise<readonly Problem[]> {
  const first = unpaired(queue);
  if (first.length === 0) return [];
  await sleep(settling, undefined, { signal });
  await queue.refresh();
  const still = new Set(unpaired(queue).map(({ path }) => path));
  return first.filter(({ path }) => still.has(path));
}

function unpaired({ dataDir, tasks }: Queue): readonly Problem[] {
  const stored = join(dataDir, layout.storeTasks);
  const queued = join(dataDir, layout.storeEntries);
  const entries = entriesOf(queued);
  const files = entriesOf(stored);
  const problems: Problem[] = [];
  for (const task of tasks) {
    const { id, status, directory, fileName } = task;
    if (phaseOf(status) !== "pending" || directory !== stored || entries?.has(fileName) !== false) continue;
    problems.push(problem("no-queue-entry", pathOf(task), `${status} task ${quote(id)} has no queue entry`));
  }
  for (const name of entries ?? []) {
    if (files?.has(name) === false)
      problems.push(problem("no-task", join(queued, name), "this queue entry has no task"));
  }
  return problems;
}

/**
 * Returns the names in a directory that the index reads; none if the directory does not exist. They are undefined if it
 * is there and cannot be listed, as another check reports: then nothing is missing for certain.
 */
function entriesOf(directory: string): ReadonlySet<string> | undefined {
  try {
    return new Set(readdirSync(directory).filter(isEntryName));
  } catch {
    return isThere(directory) ? undefined : new Set();
  }
}
