import type { TaskRecord } from "./task-record.ts";
import type { Timestamp } from "./timestamp.ts";

/**
 * Nanoseconds that a task took, or has taken so far while it is `running`; null when it never started or ended unseen.
 *
 * @param now milliseconds since 1970
 */
export function executionTime(
  status: string,
  { startedAt, completedAt }: Pick<TaskRecord, "startedAt" | "completedAt">,
  now: number,
): bigint | null {
  if (startedAt === null) return null;
  if (completedAt !== null) return nanoseconds(completedAt) - nanoseconds(startedAt);
  return status === "running" ? BigInt(now) * 1_000_000n - nanoseconds(startedAt) : null;
}

function nanoseconds({ ms, ns }: Timestamp): bigint {
  return BigInt(ms) * 1_000_000n + BigInt(ns);
}
