import type { Task } from "./task.ts";

/**
 * The order of every listing: priority higher first, then created older first (both: missing last), then id, then path,
 * so that no two files compare equal.
 */
export function compareTasks(a: Task, b: Task): number {
  if (a.priority !== b.priority) return (b.priority ?? -Infinity) < (a.priority ?? -Infinity) ? -1 : 1;
  if (a.createdMs !== b.createdMs) return a.createdMs < b.createdMs ? -1 : 1;
  if (a.createdNs !== b.createdNs) return a.createdNs - b.createdNs;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return 0;
}

// Beyond this many changes sorting afresh is quicker than inserting one by one.
const fewChanges = 64;

/** A new sorted array: `tasks` without `removed` (each in it) and with `added`. `tasks` itself may still be in use. */
export function withChanges(tasks: readonly Task[], removed: readonly Task[], added: readonly Task[]): readonly Task[] {
  if (removed.length + added.length > fewChanges) {
    const gone = new Set(removed);
    return [...tasks.filter((task) => !gone.has(task)), ...added].sort(compareTasks);
  }
  const changed = tasks.slice();
  for (const task of removed) changed.splice(position(changed, task), 1);
  for (const task of added) changed.splice(position(changed, task), 0, task);
  return changed;
}

/** The tasks of several queues as one listing. */
export function mergeTasks(lists: readonly (readonly Task[])[]): readonly Task[] {
  const [only] = lists;
  return only !== undefined && lists.length === 1 ? only : lists.flat().sort(compareTasks);
}

/** Where `task` stands in the sorted array, or would. */
function position(tasks: readonly Task[], task: Task): number {
  let low = 0;
  let high = tasks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = tasks[middle];
    if (other !== undefined && compareTasks(other, task) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
