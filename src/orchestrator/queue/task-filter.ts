import { didYouMean } from "../nearest.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { excerpt } from "../printable.ts";
import { knownStatuses, type Task } from "./task.ts";

export interface TaskSelection {
  /** Keep tasks in any of these, without regard to case. */
  readonly statuses?: readonly string[] | undefined;
  /** Keep this many at most, counted after all else. */
  readonly limit?: number | undefined;
}

/**
 * The tasks that a selection keeps, in the order given. Reads no further than the limit needs.
 *
 * @throws OrchestratorError `orch::unknown_status` for a status that is neither documented nor in `tasks`
 */
export function selectTasks(tasks: readonly Task[], { statuses, limit = Infinity }: TaskSelection): readonly Task[] {
  if (statuses === undefined) return limit >= tasks.length ? tasks : tasks.slice(0, limit);
  const wanted = new Set(statuses.map((status) => status.trim().toLowerCase()));
  for (const status of wanted) if (!knownStatuses.includes(status)) expectInData(status, tasks);
  const kept: Task[] = [];
  for (const task of tasks) {
    if (kept.length >= limit) break;
    if (wanted.has(task.status)) kept.push(task);
  }
  return kept;
}

function expectInData(status: string, tasks: readonly Task[]): void {
  if (tasks.some((task) => task.status === status)) return;
  const known = new Set([...knownStatuses, ...tasks.map((task) => task.status)]);
  throw new OrchestratorError(`Unknown status "${excerpt(status)}"${didYouMean(status, known)}`, {
    code: "orch::unknown_status",
    help: `Known statuses: ${[...known].map(excerpt).join(", ")}.`,
  });
}
