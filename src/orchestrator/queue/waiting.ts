import { isOpen } from "../tasks/phase.ts";
import { keyOf, type Task } from "../tasks/task.ts";
import { holdersOf, type UnreadTask } from "../tasks/unread.ts";
import type { Look } from "./following.ts";

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
 * Returns what is known after a look of the tasks that a wait is for.
 *
 * @param waited those tasks, as they were at the look before
 * @param unfound if the wait is for named tasks, the ids of those that have not been seen yet. If it is undefined, the
 * wait is for the whole queue: also for tasks that come meanwhile, and for any that a file may hold which cannot be read
 */
export function waitingAfter(look: Look, waited: readonly Task[], unfound: readonly string[] | undefined): Waiting {
  // The id is compared first, as computing the keys of 100,000 tasks would be slow.
  const ids = new Set(waited.map(({ id }) => id));
  const keys = new Set(waited.map(keyOf));
  const isWaited = (task: Task) => ids.has(task.id) && keys.has(keyOf(task));
  const there = look.tasks().filter((task) => (unfound === undefined && isOpen(task)) || isWaited(task));
  const present = new Set(there.map(keyOf));
  const absent = waited.filter((task) => !present.has(keyOf(task)));
  // A task that is nowhere is gone for certain only where everything could be read.
  const lost = look.unread.length === 0 ? [] : absent.filter(isOpen);
  const unknown = [...lost.map(({ id }) => id), ...(unfound ?? [])];
  const isKnown = unfound !== undefined && unknown.length === 0;
  const unread = unfound === undefined ? look.unread : isKnown ? [] : holdersOf(unknown, look.unread);
  return { tasks: [...there, ...absent], there, open: there.filter(isOpen), lost, unread };
}
