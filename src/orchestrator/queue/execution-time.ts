import type { Note } from "../record-fields.ts";
import type { Timestamp } from "../timestamp.ts";
import type { TaskRecord } from "./task-record.ts";

const longest = 2n ** 63n - 1n;

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
  const end = completedAt === null ? BigInt(now) * 1_000_000n : nanoseconds(completedAt);
  const duration = end - nanoseconds(startedAt);
  if (duration >= 0n && duration <= longest) return duration;
  const until = completedAt === null ? "now" : `completed_at ${completedAt.text}`;
  note("bad-times", `from started_at ${startedAt.text} to ${until} is no duration: taken as missing`);
  return null;
}

function nanoseconds({ ms, ns }: Timestamp): bigint {
  return BigInt(ms) * 1_000_000n + BigInt(ns);
}
