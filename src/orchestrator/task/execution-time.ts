import type { Note } from "../problem.ts";
import { nanosecondsBetween, timestampOf } from "../timestamp.ts";
import { isRunning } from "./phase.ts";
import type { Task } from "./task.ts";

/**
 * Returns the nanoseconds that a task ran, up to now while it is running; null if it never started, or ended without a time.
 * Also returns null, and notes a problem, if the result would be negative or exceed the 292 years of 64 bits, as happens
 * when Go writes an unset time as year 1.
 *
 * @param now milliseconds since 1970
 */
export function executionTime(
  task: Pick<Task, "status" | "startedAt" | "completedAt">,
  now: number,
  note: Note,
): bigint | null {
  const startedAt = timestampOf(task.startedAt);
  const completedAt = timestampOf(task.completedAt);
  if (startedAt === null) return null;
  if (completedAt === null && !isRunning(task)) return null;
  const duration = nanosecondsBetween(startedAt, completedAt ?? { ms: now, ns: 0 });
  if (duration !== null) return duration;
  const until = completedAt === null ? "now" : `completed_at ${completedAt.text}`;
  note("bad-times", `the time from started_at ${startedAt.text} to ${until} is not a valid duration: taken as missing`);
  return null;
}
