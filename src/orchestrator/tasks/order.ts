import { compare } from "../compare.ts";
import { rankOf } from "../task/priority.ts";
import { pathOf, type Task } from "../task/task.ts";

/**
 * Compares tasks in the order of every listing: by `rankOf` their priorities, then older first (tasks without a date
 * last), then by id and path, so that no two files are equal.
 */
export function compareTasks(a: Task, b: Task): number {
  if (a.priority !== b.priority) {
    const ours = rankOf(a.priority);
    const theirs = rankOf(b.priority);
    if (ours !== theirs) return theirs < ours ? -1 : 1;
  }
  if (a.createdMs !== b.createdMs) return a.createdMs < b.createdMs ? -1 : 1;
  if (a.createdNs !== b.createdNs) return a.createdNs - b.createdNs;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return compare(pathOf(a), pathOf(b));
}

/** Sorts tasks by the time of their creation, the latest first, those without one last. */
export function latestFirst(tasks: readonly Task[]): Task[] {
  return tasks.toSorted((a, b) => lateness(b) - lateness(a) || 0);
}

function lateness({ createdMs }: Task): number {
  return Number.isFinite(createdMs) ? createdMs : -Infinity;
}

// With more changes than this, sorting again is quicker than inserting one by one.
const fewChanges = 64;

/**
 * Returns a new sorted array: `tasks` without `removed`, which must be in it, and with `added`. `tasks` itself is not
 * changed, as it may be in use.
 */
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

/** Merges the sorted tasks of several queues into one listing. */
export function mergeTasks(lists: readonly (readonly Task[])[]): readonly Task[] {
  const [only] = lists;
  return only !== undefined && lists.length === 1 ? only : lists.flat().sort(compareTasks);
}

/** Returns the index of `task` in the sorted array, or the index at which it would be inserted. */
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
