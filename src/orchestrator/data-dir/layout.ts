import { existsSync } from "node:fs";
import { join } from "node:path";
import { jsonExtension } from "../files/json-directory.ts";

/** Every name that the orchestrator has on disk, from its data directory on. */
export const layout = {
  statusFile: "status.json",
  /** A file for each task. */
  tasks: "tasks",
  /** What the daemon keeps its own tasks in: a file for each, and one of the same name for its place in the queue. */
  store: "queue.rkvs",
  storeTasks: "queue.rkvs/tasks",
  storeEntries: "queue.rkvs/queue",
  /** A file for each workflow. */
  checkpoints: "checkpoints",
} as const;

/** What the file of a task or of a checkpoint is called after. */
export function fileNameOf(id: string): string {
  return `${id}${jsonExtension}`;
}

/** `task-001` of `task-001.json`. */
export function idOfFile(name: string): string {
  return name.slice(0, -jsonExtension.length);
}

/** Whether a status.json is there, readable or not: then `dataDir` is a data directory even if it has no tasks. */
export function hasStatusFile(dataDir: string): boolean {
  return existsSync(join(dataDir, layout.statusFile));
}

/** Whether something is in a directory that only a data directory has; cheaper than reading it. */
export function isDataDir(dataDir: string): boolean {
  const { statusFile, tasks, store, checkpoints } = layout;
  return [statusFile, tasks, store, checkpoints].some((name) => existsSync(join(dataDir, name)));
}
