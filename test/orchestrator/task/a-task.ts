import type { Task } from "../../../src/orchestrator/task/task.ts";

/** A task of which only some fields matter. */
export function task(fields: Partial<Task> & { id: string }): Task {
  return {
    name: null,
    status: "pending",
    createdAt: "2026-03-14T08:00:00Z",
    createdMs: 0,
    createdNs: 0,
    priority: 0,
    queueEntry: undefined,
    workflow: null,
    dependencies: null,
    startedAt: null,
    completedAt: null,
    progress: null,
    waitTime: null,
    executionTime: null,
    completedMs: null,
    directory: "/data/tasks",
    fileName: `${fields.id}.json`,
    dataDir: "/data",
    ...fields,
  };
}
