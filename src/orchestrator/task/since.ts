import { timestampOf } from "../timestamp.ts";
import { phaseOf } from "./phase.ts";
import type { Task } from "./task.ts";

/**
 * Returns since when a task has been what it is, in milliseconds since 1970: pending since its creation, running since its
 * start, anything else since its end. Undefined if its file does not say.
 */
export function sinceOf({ status, createdAt, createdMs, startedAt, completedMs }: Task): number | undefined {
  const phase = phaseOf(status);
  if (phase === "pending") return createdAt === null ? undefined : createdMs;
  if (phase === "running") return timestampOf(startedAt)?.ms;
  return completedMs ?? undefined;
}
