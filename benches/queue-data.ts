import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const statuses = ["pending", "running", "completed", "failed", "cancelled"] as const;

/** A data directory with status.json and `count` task files of the usual size (500 bytes), in a new temporary place. */
export function makeDataDir(count: number): string {
  const directory = mkdtempSync(join(tmpdir(), "orch-bench-"));
  mkdirSync(join(directory, "tasks"));
  const share = Math.ceil(count / statuses.length);
  const status = { running: true, tasks_pending: share, tasks_running: share, last_check: "2026-03-01T10:00:00Z" };
  writeFileSync(join(directory, "status.json"), JSON.stringify(status, null, 2));
  for (let i = 0; i < count; i++) {
    const id = `task-${String(i).padStart(6, "0")}`;
    const task = {
      id,
      name: `create server ${i}`,
      command: "provisioning",
      args: ["server", "create", "--infra", `production-${i % 7}`, "--check=false"],
      dependencies: i === 0 ? [] : [`task-${String(i - 1).padStart(6, "0")}`],
      status: statuses[i % statuses.length],
      created_at: new Date(Date.UTC(2026, 1, 1) + ((i * 7919) % count) * 61_000).toISOString(),
      started_at: null,
      completed_at: null,
      progress: null,
      output: null,
      error: null,
      priority: (i * 31) % 100,
    };
    writeFileSync(join(directory, "tasks", `${id}.json`), JSON.stringify(task, null, 2));
  }
  return directory;
}
