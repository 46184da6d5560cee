import { inTurns } from "../files/in-turns.ts";
import type { Problem } from "../problem.ts";
import { errorKind } from "../task/error-kind.ts";
import { readTaskRecord } from "../task/record.ts";
import type { Task } from "../task/task.ts";

/** The fields of a task that statistics need. Those that only the task's file has are optional: see `withDetails`. */
export interface Counted extends Pick<
  Task,
  | "status"
  | "priority"
  | "workflow"
  | "createdAt"
  | "createdMs"
  | "waitTime"
  | "executionTime"
  | "completedAt"
  | "completedMs"
> {
  readonly id: string | null;
  readonly dataDir: string | null;
  /** The short name of the data directory, where the task comes with one. */
  readonly dir?: string | null;
  readonly command?: string | null;
  readonly taskType?: string | null;
  readonly infra?: string | null;
  /** What kind of error it is: see `errorKind`. */
  readonly error?: string | null;
}

/**
 * Reads the files of tasks for the fields that the index does not have. A file that has vanished meanwhile adds none, nor does
 * one that cannot be read any more, which is added to `problems`.
 */
export async function withDetails<T extends Task>(
  tasks: readonly T[],
  problems: Problem[],
  signal: AbortSignal,
): Promise<(T & Counted)[]> {
  const detailed: (T & Counted)[] = [];
  for await (const task of inTurns(tasks, signal)) {
    const { record, problems: found } = await readTaskRecord(task);
    if (record === undefined) {
      problems.push(...found);
      detailed.push(task);
    } else {
      const { command, taskType, infra, error } = record;
      detailed.push({ ...task, command, taskType, infra, error: errorKind(error) });
    }
  }
  return detailed;
}
