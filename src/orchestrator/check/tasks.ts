import { futureProblems, statedTime } from "../future.ts";
import { problem, type Problem } from "../problem.ts";
import { printable, quote } from "../text/printable.ts";
import type { TaskRecord } from "../tasks/record.ts";
import { isOpen, isRunning } from "../tasks/phase.ts";
import type { Task } from "../tasks/task.ts";
import { countUnread, holdersOf, type UnreadTask } from "../tasks/unread.ts";
import { compareInstants } from "../timestamp.ts";

/** The fields of a task's file that the checks need. */
export type CheckedRecord = Pick<TaskRecord, "dependencies" | "startedAt" | "completedAt">;

export interface TaskSurroundings {
  /** All tasks of the data directory by id. */
  readonly tasks: ReadonlyMap<string, Pick<Task, "status">>;
  /** The files that may hold more of them. */
  readonly unread: readonly UnreadTask[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** If it is undefined, no task is overdue. */
  readonly timeLimit: TimeLimit | undefined;
}

/** How long a task may run. */
export interface TimeLimit {
  readonly seconds: number;
  /** What sets it, as the user knows it, such as `task_timeout_seconds (3600)`. */
  readonly setBy: string;
}

// Milliseconds by which times may be out of order, because some writers cut off fractions of a second.
const secondsPrecision = 1000;
const failedStatuses = new Set(["failed", "cancelled"]);

/** Finds the problems of one task: in its dependencies, its running time and its timestamps. */
export function checkTask(task: Task, record: CheckedRecord, around: TaskSurroundings): readonly Problem[] {
  return [
    ...dependencyProblems(task, record, around),
    ...overdue(task, record, around),
    ...timeProblems(task, record, around),
  ];
}

/** Returns the times that a task states, in the order in which they should be. */
export function timesOf({ createdAt, createdMs, createdNs }: Task, { startedAt, completedAt }: CheckedRecord) {
  const created = createdAt === null ? null : { text: createdAt, ms: createdMs, ns: createdNs };
  return [
    ...statedTime("created_at", created),
    ...statedTime("started_at", startedAt),
    ...statedTime("completed_at", completedAt),
  ];
}

/** Checks only tasks that have not ended: the dependencies of others may have been cleaned up. */
function dependencyProblems(
  task: Task,
  { dependencies }: CheckedRecord,
  { tasks, unread }: TaskSurroundings,
): Problem[] {
  if (!isOpen(task)) return [];
  return [...new Set(dependencies)].flatMap((id): Problem[] => {
    const status = tasks.get(id)?.status;
    if (status !== undefined && !failedStatuses.has(status)) return [];
    const [code, state] = stateOf(id, status, unread);
    const message = `${task.status} task ${quote(task.id)} depends on ${quote(id)}, which ${state}`;
    return [problem(code, task.path, message)];
  });
}

/** Returns what is said of a dependency that has failed, or that is in no file that could be read. */
function stateOf(id: string, status: string | undefined, unread: readonly UnreadTask[]) {
  if (status !== undefined) return ["failed-dependency", `is ${status}`] as const;
  const [file, ...others] = holdersOf([id], unread);
  if (file === undefined) return ["unknown-dependency", "does not exist"] as const;
  const place = others.length === 0 ? printable(file.problem.path) : `one of ${countUnread(unread)}`;
  return ["unread-dependency", `may be in ${place}, which cannot be read`] as const;
}

function overdue(task: Task, { startedAt }: CheckedRecord, { now, timeLimit }: TaskSurroundings): Problem[] {
  if (timeLimit === undefined || startedAt === null || !isRunning(task)) return [];
  if (now - startedAt.ms <= timeLimit.seconds * 1000) return [];
  const message = `task ${quote(task.id)} has been running since ${startedAt.text}, longer than ${timeLimit.setBy} allows`;
  return [problem("running-too-long", task.path, message)];
}

function timeProblems(task: Task, record: CheckedRecord, { now }: TaskSurroundings): Problem[] {
  const times = timesOf(task, record);
  const disordered = times.flatMap((later, i) => {
    const earlier = times[i - 1];
    if (earlier === undefined || compareInstants({ ms: later.ms + secondsPrecision, ns: later.ns }, earlier) > 0)
      return [];
    const message = `${later.field} ${later.text} is before ${earlier.field} ${earlier.text}`;
    return [problem("times-out-of-order", task.path, message)];
  });
  return [...futureProblems(task.path, times, now), ...disordered];
}
