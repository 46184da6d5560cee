import { noteOn, type Problem } from "../problem.ts";
import { executionTime } from "./execution-time.ts";
import { readTaskRecord, type TaskRecord } from "./record.ts";
import { pathOf, type Task } from "./task.ts";

/** A task with all that its file says. */
export interface RereadTask {
  readonly task: Task;
  /**
   * The file's fields; undefined if the file vanished or broke since it was indexed. Then `task` is what the index
   * knows.
   */
  readonly record: TaskRecord | undefined;
  /** The nanoseconds that the task ran, or has run so far: see `executionTime`. */
  readonly duration: bigint | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads a task's file afresh. The whole answer is from one reading, so that it shows a state that the file really had.
 */
export async function rereadTask(indexed: Task, now: number): Promise<RereadTask> {
  const file = await readTaskRecord(indexed);
  if (file.record === undefined) return { task: indexed, record: undefined, duration: null, problems: file.problems };
  const { task, record } = file;
  const problems = [...file.problems];
  const duration = executionTime(task, now, noteOn(pathOf(indexed), problems));
  return { task, record, duration, problems };
}
