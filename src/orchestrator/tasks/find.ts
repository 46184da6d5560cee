import { fewLookups, grouped } from "../grouped.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { nearestNames } from "../text/nearest.ts";
import { quote } from "../text/printable.ts";
import { sentences } from "../text/sentences.ts";
import { latestFirst } from "./order.ts";
import type { Task } from "../task/task.ts";
import { taskLines } from "./task-lines.ts";
import { knownTasks, mayHoldIt, unreadError, unreadLines, type Searched, type UnreadTask } from "./unread.ts";
import { stemOf } from "../task/workflow.ts";

/** The tasks of an id, or the files that seem to hold it and cannot be read. */
export type Found =
  | { readonly tasks: readonly Task[]; readonly unread?: undefined }
  | { readonly tasks?: undefined; readonly unread: readonly UnreadTask[] };

/**
 * Returns a function that finds the tasks of one id: of the whole id, of the only id that begins so, or of the only one
 * whose task has a name that begins so, whatever the case, be its accents characters of their own or not. It finds more than
 * one task when several files or directories have the id. It throws an OrchestratorError: `orch::unknown_task` with the
 * nearest ids and names, `orch::ambiguous_task` with the tasks that may be meant.
 */
export function taskFinder(searched: Searched): (wanted: string) => Found {
  const unreadById = grouped(searched.unread, ({ id }) => id);
  // The map is made once, and only for the thousands of ids that may come by a pipeline.
  let byId: ReadonlyMap<string, readonly Task[]> | undefined;
  let lookups = 0;
  const tasksOf = (wanted: string): readonly Task[] => {
    lookups += 1;
    if (lookups <= fewLookups) return searched.tasks.filter(({ id }) => id === wanted);
    byId ??= grouped(searched.tasks, ({ id }) => id);
    return byId.get(wanted) ?? [];
  };
  const foundAt = (id: string): Found | undefined => {
    const named = tasksOf(id);
    const files = unreadById.get(id);
    return named.length > 0 ? { tasks: named } : files && { unread: files };
  };
  const idsBegun = (wanted: string): string[] => {
    const begun = [searched.tasks, searched.unread].flatMap((each) =>
      each.flatMap(({ id }) => (id?.startsWith(wanted) ? id : [])),
    );
    return [...new Set(begun)];
  };
  let byName: ReadonlyMap<string, readonly Task[]> | undefined;
  const idsNamed = (wanted: string): string[] => {
    byName ??= grouped(knownTasks(searched), ({ name }) => name?.toLowerCase().normalize());
    const begun = wanted.toLowerCase().normalize();
    // A whole name is meant even if others begin so.
    const named = byName.get(begun) ?? [...byName].flatMap(([name, tasks]) => (name.startsWith(begun) ? tasks : []));
    return [...new Set(named.map(({ id }) => id))];
  };
  return (wanted) => {
    const exact = foundAt(wanted);
    if (exact !== undefined) return exact;
    if (wanted === "") throw unknown(searched, wanted);
    const begun = idsBegun(wanted);
    const meant = (begun.length > 0 ? begun : idsNamed(wanted)).flatMap((id) => foundAt(id) ?? []);
    const [only] = meant;
    if (only === undefined) throw unknown(searched, wanted);
    if (meant.length > 1) throw ambiguous(meant, wanted, begun.length > 0 ? "ids" : "names");
    return only;
  };
}

/** Returns the tasks that were found, and throws `orch::unread_task` where only files were that cannot be read. */
export function readable(found: Found, wanted: string): readonly Task[] {
  if (found.unread !== undefined) throw unreadError(`Cannot show task ${quote(wanted)}`, found.unread);
  return found.tasks;
}

function unknown(searched: Searched, wanted: string): OrchestratorError {
  const { tasks, unread } = searched;
  const isWorkflow = tasks.some(
    ({ workflow }) => workflow === wanted || (workflow !== null && stemOf(workflow) === wanted),
  );
  const known = new Set(knownTasks(searched).flatMap(({ id, name }) => (name === null ? [id] : [id, name])));
  const near = isWorkflow ? [] : nearestNames(wanted, known, 3);
  const isEmpty = known.size === 0 && unread.length === 0;
  return new OrchestratorError(
    `No task ${quote(wanted)}${unread.length === 0 ? "" : " among those that can be read"}`,
    {
      about: isEmpty ? "empty-queue" : isWorkflow ? "workflow-as-task" : "task",
      code: "orch::unknown_task",
      help: sentences(
        isEmpty ? "The queue has no tasks." : undefined,
        near.length === 0 ? undefined : `Similar: ${near.join(", ")}.`,
        mayHoldIt(unread),
      ),
      list: unreadLines(unread),
    },
  );
}

function ambiguous(found: readonly Found[], wanted: string, of: "ids" | "names"): OrchestratorError {
  // Of tasks that come again and again under one name, most likely a late one is meant.
  const tasks = latestFirst(found.flatMap((each) => each.tasks ?? []));
  return new OrchestratorError(`${found.length} tasks' ${of} begin with ${quote(wanted)}`, {
    about: "task",
    code: "orch::ambiguous_task",
    help: of === "ids" ? "Give more of it:" : "Give more of it, or the id of one:",
    list: taskLines([...tasks, ...found.flatMap(({ unread = [] }) => unread)]),
  });
}
