import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { layout } from "../data-dir/layout.ts";
import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import type { Queue } from "../queue/queue.ts";
import { isEntryName } from "../files/json-directory.ts";

// A writer that has written the one of two files writes the other within this time.
const settling = 100;
const waitingStatuses = new Set(["pending", "queued"]);

/**
 * The daemon's layout has a file for each task and one of the same name for its place in the queue: finds those without
 * the other. A task needs an entry only while it waits, as no document says for how long the daemon keeps it.
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
  for (const { id, status, path } of tasks) {
    const name = path.slice(stored.length + 1);
    if (!waitingStatuses.has(status) || path !== join(stored, name) || entries.has(name)) continue;
    problems.push(problem("no-queue-entry", path, `${status} task ${quote(id)} has no queue entry`));
  }
  for (const name of entries) {
    if (!files.has(name)) problems.push(problem("no-task", join(queued, name), "this queue entry has no task"));
  }
  return problems;
}

/** The names in a directory that the index reads; none where it is absent. */
function entriesOf(directory: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(directory).filter(isEntryName));
  } catch {
    return new Set(); // what is closed was found before
  }
}
