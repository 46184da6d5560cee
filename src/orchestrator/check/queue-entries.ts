import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { quote } from "../text/printable.ts";
import type { Queue } from "../queue/queue.ts";
import type { Task } from "../tasks/task.ts";
import { isEntryName } from "../files/json-directory.ts";
import type { Finding } from "./finding.ts";

// A writer that has written the one of two files writes the other within this time.
const settling = 100;
const waitingStatuses = new Set(["pending", "queued"]);

/**
 * The daemon's layout has a file for each task and one of the same name for its place in the queue: finds those without
 * the other. A task needs an entry only while it waits, as no document says for how long the daemon keeps it.
 */
export async function checkQueueEntries(queue: Queue, signal: AbortSignal): Promise<readonly Finding[]> {
  const store = join(queue.dataDir, "queue.rkvs");
  const first = unpaired(store, queue.tasks);
  if (first.length === 0) return [];
  await sleep(settling, undefined, { signal });
  await queue.refresh();
  const still = new Set(unpaired(store, queue.tasks).map(({ path }) => path));
  return first.filter(({ path }) => still.has(path));
}

function unpaired(store: string, tasks: readonly Task[]): readonly Finding[] {
  const stored = join(store, "tasks");
  const entries = entriesOf(join(store, "queue"));
  const files = entriesOf(stored);
  const findings: Finding[] = [];
  for (const { id, status, path } of tasks) {
    const name = path.slice(stored.length + 1);
    if (!waitingStatuses.has(status) || path !== join(stored, name) || entries.has(name)) continue;
    const problem = `${status} task ${quote(id)} has no queue entry`;
    const help = "Submit the task again: the daemon may never take it up.";
    findings.push({ severity: "warning", code: "no-queue-entry", problem, path, help });
  }
  for (const name of entries) {
    if (files.has(name)) continue;
    const [problem, path] = ["this queue entry has no task", join(store, "queue", name)];
    findings.push({
      severity: "error",
      code: "no-task",
      problem,
      path,
      help: "Submit the task again, and remove the entry.",
    });
  }
  return findings;
}

/** The names in a directory that the index reads; none where it is absent. */
function entriesOf(directory: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(directory).filter(isEntryName));
  } catch {
    return new Set(); // what is closed was found before
  }
}
