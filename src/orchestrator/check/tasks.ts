import { quote } from "../text/printable.ts";
import type { TaskRecord } from "../tasks/record.ts";
import { isOpen, type Task } from "../tasks/task.ts";
import { compareInstants, type Instant } from "../timestamp.ts";
import type { Finding } from "./finding.ts";

/** What a task's file says that the checks need. */
export type CheckedRecord = Pick<TaskRecord, "dependencies" | "startedAt" | "completedAt">;

export interface TaskSurroundings {
  /** All tasks of the directory by id. */
  readonly tasks: ReadonlyMap<string, Pick<Task, "status">>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `task_timeout_seconds`; undefined where it is not known, and then nothing is overdue. */
  readonly timeout: number | undefined;
}

/** Two machines' clocks may differ by this many milliseconds. */
export const clockSkew = 60_000;
// Some writers cut the fraction off.
const secondsPrecision = 1000;
const runningStatuses = new Set(["running", "in_progress"]);
const failedStatuses = new Set(["failed", "cancelled"]);

/** What is wrong with one task: what it waits for, how long it has been running, its times. */
export function checkTask(task: Task, record: CheckedRecord, around: TaskSurroundings): readonly Finding[] {
  return [
    ...dependencyFindings(task, record, around),
    ...overdue(task, record, around),
    ...timeFindings(task, record, around),
  ];
}

/** A task's times that it states, in the order in which they should come. */
export function timesOf({ createdAt, createdMs, createdNs }: Task, { startedAt, completedAt }: CheckedRecord) {
  const created = createdAt === null ? null : { text: createdAt, ms: createdMs, ns: createdNs };
  return [named("created_at", created), named("started_at", startedAt), named("completed_at", completedAt)].flat();
}

function named(field: string, time: (Instant & { readonly text: string }) | null) {
  return time === null ? [] : [{ field, ...time }];
}

/** Only of a task that is yet to begin or to end: those of one that has ended may have been cleared away. */
function dependencyFindings(task: Task, { dependencies }: CheckedRecord, { tasks }: TaskSurroundings): Finding[] {
  if (!isOpen(task)) return [];
  return [...new Set(dependencies)].flatMap((id): Finding[] => {
    const status = tasks.get(id)?.status;
    if (status !== undefined && !failedStatuses.has(status)) return [];
    return [
      {
        severity: "error",
        code: status === undefined ? "unknown-dependency" : "failed-dependency",
        problem: `${task.status} task ${quote(task.id)} depends on ${quote(id)}, which ${status === undefined ? "does not exist" : `is ${status}`}`,
        path: task.path,
        help: "Cancel the task, or submit again what it depends on.",
      },
    ];
  });
}

function overdue(
  { id, status, path }: Task,
  { startedAt }: CheckedRecord,
  { now, timeout }: TaskSurroundings,
): Finding[] {
  if (timeout === undefined || startedAt === null || !runningStatuses.has(status)) return [];
  if (now - startedAt.ms <= timeout * 1000) return [];
  return [
    {
      severity: "error",
      code: "running-too-long",
      problem: `task ${quote(id)} has been running since ${startedAt.text}, for longer than task_timeout_seconds (${timeout})`,
      path,
      help: "See whether the daemon still works on it; if not, cancel it.",
    },
  ];
}

function timeFindings(task: Task, record: CheckedRecord, { now }: TaskSurroundings): Finding[] {
  const times = timesOf(task, record);
  const finding = (code: string, problem: string, help: string): Finding => {
    return { severity: "warning", code, problem, path: task.path, help };
  };
  const future = times
    .filter(({ ms }) => ms > now + clockSkew)
    .map(({ field, text }) =>
      finding(
        "time-in-future",
        `${field} ${text} is in the future`,
        "Set the clock of the daemon's machine, or of this one.",
      ),
    );
  const disordered = times.flatMap((later, i) => {
    const earlier = times[i - 1];
    if (earlier === undefined || compareInstants({ ms: later.ms + secondsPrecision, ns: later.ns }, earlier) > 0)
      return [];
    const problem = `${later.field} ${later.text} is before ${earlier.field} ${earlier.text}`;
    return [finding("times-out-of-order", problem, "Correct the times: durations of this task are not known.")];
  });
  return [...future, ...disordered];
}
