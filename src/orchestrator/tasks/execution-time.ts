import type { Note } from "../problem.ts";
import { nanosecondsBetween } from "../timestamp.ts";
import type { TaskRecord } from "./record.ts";

/**
 * Nanoseconds that a task took, or has taken so far while it is `running`; null when it never started or ended unseen.
 * One that is negative, or beyond the 292 years of 64 bits (Go writes a time that is not set as year 1), is noted and null.
 *
 * @param now milliseconds since 1970
 */
export function executionTime(
  status: string,
  { startedAt, completedAt }: Pick<TaskRecord, "startedAt" | "completedAt">,
  now: number,
  note: Note,
): bigint | null {
  if (startedAt === null) return null;
  if (completedAt === null && status !== "running") return null;
  const duration = nanosecondsBetween(startedAt, completedAt ?? { ms: now, ns: 0 });
  if (duration !== null) return duration;
  const until = completedAt === null ? "now" : `completed_at ${completedAt.text}`;
  note("bad-times", `from started_at ${startedAt.text} to ${until} is not a duration: taken as missing`);
  return null;
}
