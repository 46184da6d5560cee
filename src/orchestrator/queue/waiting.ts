import { isOpen } from "../task/phase.ts";
import { keyOf, type Task } from "../task/task.ts";
import { holdersOf, type UnreadTask } from "../tasks/unread.ts";
import type { Look } from "./following.ts";

/** What a wait for tasks needs of a look. */
export type Seen = Pick<Look, "tasks" | "unread">;

/** What a wait for tasks knows after a look. */
export interface Waiting {
  /** The tasks that it waits for, each as it was when it was last seen. */
  readonly tasks: readonly Task[];
  /** Those of them that were there at this look, and could be read. */
  readonly there: readonly Task[];
  /** Those of them that are pending or running. */
  readonly open: readonly Task[];
  /** Those that were at last, and are in nothing that can be read: they may have ended or not. */
  readonly lost: readonly Task[];
  /** What cannot be read, and may hold a task that has not ended. */
  readonly unread: readonly UnreadTask[];
}

/**
 * What a wait is for: named tasks, given as the ids of those that have not been seen yet, or all open tasks for which a
 * test holds, also those that come meanwhile, and any that a file may hold which cannot be read.
 */
export type Wanted = readonly string[] | ((task: Task) => boolean);

/**
 * Returns what is known after a look of the tasks that a wait is for.
 *
 * @param waited those tasks, as they were at the look before
 */
export function waitingAfter(look: Seen, waited: readonly Task[], wanted: Wanted): Waiting {
  // The id is compared first, as computing the keys of 100,000 tasks would be slow.
  const ids = new Set(waited.map(({ id }) => id));
  const keys = new Set(waited.map(keyOf));
  const isWaited = (task: Task) => ids.has(task.id) && keys.has(keyOf(task));
  const isWanted = typeof wanted === "function" ? wanted : () => false;
  const there = look.tasks().filter((task) => (isOpen(task) && isWanted(task)) || isWaited(task));
  const present = new Set(there.map(keyOf));
  const absent = waited.filter((task) => !present.has(keyOf(task)));
  // A task that is nowhere is gone for certain only where everything could be read.
  const lost = look.unread.length === 0 ? [] : absent.filter(isOpen);
  const unread = (): readonly UnreadTask[] => {
    if (typeof wanted === "function") {
      return look.unread.filter(({ last }) => last === undefined || wanted(last) || isWaited(last));
    }
    const unknown = [...lost.map(({ id }) => id), ...wanted];
    return unknown.length === 0 ? [] : holdersOf(unknown, look.unread);
  };
  return { tasks: [...there, ...absent], there, open: there.filter(isOpen), lost, unread: unread() };
}
