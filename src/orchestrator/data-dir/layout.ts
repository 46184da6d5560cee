import { join } from "node:path";
import { jsonExtension } from "../files/entry-name.ts";
import { leadsSomewhere } from "../system/file-problem.ts";
import { systemPlace } from "../system/system.ts";

/** The names of the orchestrator's files and directories, relative to its data directory. */
export const layout = {
  statusFile: "status.json",
  /** A directory with one file for each task. */
  tasks: "tasks",
  /** The daemon's own task store: one file for each task, and one of the same name for its entry in the queue. */
  store: "queue.rkvs",
  storeTasks: join("queue.rkvs", "tasks"),
  storeEntries: join("queue.rkvs", "queue"),
  /** A directory with one file for each workflow. */
  checkpoints: "checkpoints",
} as const;

/** The place that one document names for the queue. It does not say what is in there. */
export const systemQueue = systemPlace("/var/lib", "provisioning/queue");

/** Returns the directories that may have a file for each task, beside the daemon's store. */
export function taskDirectories(dataDir: string): readonly string[] {
  const tasks = join(dataDir, layout.tasks);
  return dataDir === systemQueue ? [tasks, dataDir] : [tasks];
}

/** Returns the file name for the id of a task, or of a checkpoint's workflow. */
export function fileNameOf(id: string): string {
  return `${id}${jsonExtension}`;
}

/**
 * Returns the id that a file name stands for: `task-001` for `task-001.json`. It is as people type it: on a Mac a name may
 * have the accents of its letters as characters of their own.
 */
export function idOfFile(name: string): string {
  return name.slice(0, -jsonExtension.length).normalize();
}

/**
 * Returns whether status.json exists, readable or not: if so, `dataDir` is a data directory even if it has no tasks.
 */
export function hasStatusFile(dataDir: string): boolean {
  return leadsSomewhere(join(dataDir, layout.statusFile));
}

/** Returns whether a directory holds anything that only a data directory has. This is cheaper than to read it. */
export function isDataDir(dataDir: string): boolean {
  const { statusFile, tasks, store, checkpoints } = layout;
  const telling = [statusFile, tasks, store, checkpoints];
  return (
    leadsSomewhere(dataDir) && (dataDir === systemQueue || telling.some((name) => leadsSomewhere(join(dataDir, name))))
  );
}
