import { OrchestratorError } from "../orchestrator-error.ts";
import { nearestNames } from "../nearest.ts";
import { excerpt, quote } from "../printable.ts";
import type { Task } from "./task.ts";

// More than these in a help are not read.
const mostListed = 10;

/**
 * The tasks of one id, or of the only one that begins so; more than one when several files or directories have it.
 *
 * @throws OrchestratorError `orch::unknown_task` with the nearest ids, `orch::ambiguous_task` with those that begin so
 */
export function findTasks(tasks: readonly Task[], wanted: string): readonly [Task, ...Task[]] {
  const exact = tasks.filter(({ id }) => id === wanted);
  const found = exact.length > 0 || wanted === "" ? exact : tasks.filter(({ id }) => id.startsWith(wanted));
  const [first, ...more] = found;
  if (first === undefined) throw unknown(tasks, wanted);
  if (more.some(({ id }) => id !== first.id)) throw ambiguous(found, wanted);
  return [first, ...more];
}

function unknown(tasks: readonly Task[], wanted: string): OrchestratorError {
  const ids = nearestNames(wanted, new Set(tasks.map(({ id }) => id)), 3);
  const near = ids.length === 0 ? "" : `Near it: ${ids.map(excerpt).join(", ")}. `;
  return new OrchestratorError(`No task ${quote(wanted)}`, {
    code: "orch::unknown_task",
    help: tasks.length === 0 ? "The queue has no tasks." : `${near}\`orch tasks | get id\` lists them all.`,
  });
}

function ambiguous(found: readonly Task[], wanted: string): OrchestratorError {
  const ids = [...new Set(found.map(({ id }) => id))];
  const listed = found.slice(0, mostListed).map(({ id, status }) => `${excerpt(id)} (${excerpt(status)})`);
  const more = ids.length > mostListed ? `, and ${ids.length - mostListed} more` : "";
  return new OrchestratorError(`${quote(wanted)} is the beginning of ${ids.length} tasks' ids`, {
    code: "orch::ambiguous_task",
    help: `Give more of it. They are: ${listed.join(", ")}${more}.`,
  });
}
