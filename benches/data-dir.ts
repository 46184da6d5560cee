import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `plain` has a file for each task; `daemon` is the daemon's store, which has a second for its entry in the queue. */
export type Layout = "plain" | "daemon";

const statuses = ["pending", "running", "completed", "failed", "cancelled"] as const;
const start = Date.UTC(2026, 1, 1);
/** Between one task and the next. */
const apart = 61_000;

/**
 * A data directory with status.json and `count` tasks of the usual size (500 bytes), in a new temporary place. A fifth has each
 * status, and half of the pending ones are ready.
 */
export function makeDataDir(count: number, layout: Layout = "plain"): string {
  const directory = mkdtempSync(join(tmpdir(), "orch-bench-"));
  const share = Math.ceil(count / statuses.length);
  const status = { running: true, tasks_pending: share, tasks_running: share, last_check: new Date().toISOString() };
  writeJson(join(directory, "status.json"), status);
  const tasks = join(directory, layout === "plain" ? "tasks" : "queue.rkvs/tasks");
  const entries = join(directory, "queue.rkvs/queue");
  mkdirSync(tasks, { recursive: true });
  if (layout === "daemon") mkdirSync(entries);
  for (let i = 0; i < count; i++) {
    const task = taskOf(i, count);
    // The entry's priority is the one that counts.
    writeJson(join(tasks, `${task.id}.json`), layout === "plain" ? task : { ...task, priority: 0 });
    if (layout === "daemon") writeJson(join(entries, `${task.id}.json`), { priority: task.priority });
  }
  return directory;
}

/** A time after which the last tenth of the tasks that have ended did so. */
export function lastTenth(count: number): string {
  return new Date(start + count * 0.9 * apart).toISOString();
}

function idOf(i: number): string {
  return `task-${String(i).padStart(6, "0")}`;
}

function taskOf(i: number, count: number) {
  const status = statuses[i % statuses.length] ?? "pending";
  // In another order than the names. 7919 is a prime, so that no two are of the same time.
  const created = start + ((i * 7919) % count) * apart;
  const hasStarted = status !== "pending";
  const hasEnded = hasStarted && status !== "running";
  // Three before a pending one is a completed one, and right before it a cancelled one.
  const dependency = i - (i % 10 === 0 ? 3 : 1);
  return {
    id: idOf(i),
    name: `create server ${i}`,
    command: "provisioning",
    args: ["server", "create", "--infra", `production-${i % 7}`, "--check=false"],
    dependencies: dependency < 0 ? [] : [idOf(dependency)],
    status,
    created_at: new Date(created).toISOString(),
    started_at: hasStarted ? new Date(created + 2_000).toISOString() : null,
    completed_at: hasEnded ? new Date(created + 32_000).toISOString() : null,
    progress: null,
    output: null,
    error: null,
    priority: (i * 31) % 100,
  };
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value, null, 2));
}
