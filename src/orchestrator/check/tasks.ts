import { futureProblems, statedTime } from "../future.ts";
import { problem, type Problem } from "../problem.ts";
import { printable, quote } from "../text/printable.ts";
import type { Dependencies, Dependency } from "../tasks/dependencies.ts";
import { isOpen, isRunning } from "../task/phase.ts";
import { pathOf, type Task } from "../task/task.ts";
import { countUnread } from "../tasks/unread.ts";
import { compareInstants, timestampOf } from "../timestamp.ts";

export interface TaskSurroundings {
  readonly dependencies: Dependencies;
  /** Returns a hint at the task whose id only looks like one that is not there. */
  readonly twinHint: (id: string) => string;
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
export function checkTask(task: Task, around: TaskSurroundings): readonly Problem[] {
  return [...dependencyProblems(task, around), ...overdue(task, around), ...timeProblems(task, around)];
}

/** Returns the times that a task states, in the order in which they should be. */
export function timesOf({ createdAt, startedAt, completedAt }: Task) {
  return [
    ...statedTime("created_at", timestampOf(createdAt)),
    ...statedTime("started_at", timestampOf(startedAt)),
    ...statedTime("completed_at", timestampOf(completedAt)),
  ];
}

/** Checks only tasks that have not ended: the dependencies of others may have been cleaned up. */
function dependencyProblems(task: Task, { dependencies, twinHint }: TaskSurroundings): Problem[] {
  if (!isOpen(task)) return [];
  return (dependencies.of(task) ?? []).flatMap((dependency): Problem[] => {
    if (dependency.state === "known" && !failedStatuses.has(dependency.task.status)) return [];
    const [code, state] = stateOf(dependency);
    const hint = code === "unknown-dependency" ? twinHint(dependency.id) : "";
    const message = `${task.status} task ${quote(task.id)} depends on ${quote(dependency.id)}, which ${state}${hint}`;
    return [problem(code, pathOf(task), message)];
  });
}

/** Returns what is said of a dependency that has failed, or that is in no file that could be read. */
function stateOf(dependency: Dependency) {
  if (dependency.state === "known")
    return ["failed-dependency", dependency.task.status === "failed" ? "has failed" : "was cancelled"] as const;
  if (dependency.state === "gone") return ["unknown-dependency", "does not exist"] as const;
  const { files } = dependency;
  const [file, ...others] = files;
  const place =
    file !== undefined && others.length === 0 ? printable(file.problem.path) : `one of ${countUnread(files)}`;
  return ["unread-dependency", `may be in ${place}, which cannot be read`] as const;
}

function overdue(task: Task, { now, timeLimit }: TaskSurroundings): Problem[] {
  const startedAt = timestampOf(task.startedAt);
  if (timeLimit === undefined || startedAt === null || !isRunning(task)) return [];
  if (now - startedAt.ms <= timeLimit.seconds * 1000) return [];
  const message = `task ${quote(task.id)} has been running since ${startedAt.text}, longer than ${timeLimit.setBy} allows`;
  return [problem("running-too-long", pathOf(task), message)];
}

function timeProblems(task: Task, { now }: TaskSurroundings): Problem[] {
  const times = timesOf(task);
  const disordered = times.flatMap((later, i) => {
    const earlier = times[i - 1];
    if (earlier === undefined || compareInstants({ ms: later.ms + secondsPrecision, ns: later.ns }, earlier) > 0)
      return [];
    const message = `${later.field} ${later.text} is before ${earlier.field} ${earlier.text}`;
    return [problem("times-out-of-order", pathOf(task), message)];
  });
  return [...futureProblems(pathOf(task), times, now), ...disordered];
}
