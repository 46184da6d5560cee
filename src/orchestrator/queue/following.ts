import { setTimeout as sleep } from "node:timers/promises";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import { tasksGone } from "../data-dir/not-found.ts";
import type { Problem } from "../problem.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../tasks/task.ts";
import { unreadDirectory, type UnreadTask } from "../tasks/unread.ts";
import { TaskFollower, type TaskEvent } from "./events.ts";
import type { Queue } from "./queue.ts";
import type { QueueAccess } from "./queues.ts";

/** The state of the queues at one look. */
export interface Look {
  /** The changes since the previous look; empty at the first. */
  readonly events: readonly TaskEvent[];
  /** Returns all tasks of all directories, as they were at this look. The array is the same one until one changes. */
  readonly tasks: () => readonly Task[];
  /** What was there at this look and could not be read. While there is any, a task that is not listed may be there. */
  readonly unread: readonly UnreadTask[];
}

// The delay, in milliseconds, until a change shows. Where the system reports changes to files, a look that finds
// nothing new takes a tenth of a millisecond.
const usualPause = 100;
// Where it reports none, each look reads every file. A pause is at least this many times as long as the look before it,
// which bounds the share of time spent on reading.
const restPerWork = 10;
// Node's timers turn a delay of more milliseconds than these into one of 1 ms.
const longestPause = 2 ** 31 - 1;

/**
 * Looks at the data at once, and then repeatedly until the time is up or the signal aborts. When the time is up it
 * looks once more, so that no change within that time is missed.
 *
 * @param times in milliseconds: `during` is how long to go on (for ever if undefined), and `poll` the pause between
 * looks (chosen by their cost if undefined)
 */
export async function* followTasks(
  { found, queue: open }: QueueAccess,
  times: { readonly during: number | undefined; readonly poll: number | undefined },
  signal: AbortSignal,
): AsyncGenerator<Look, void> {
  // AbortSignal.any would not do: in Node 20 a signal that combines a timeout's signal may lose it.
  const end = performance.now() + (times.during ?? Infinity);
  const queues = new Map<string, Queue>();
  const unlisted = new Map<string, UnreadTask>();
  /** The directories that have had tasks. */
  const had = new Set<string>();
  const follower = new TaskFollower();
  let lists: readonly (readonly Task[])[] = [];
  let tasks = merging(lists);
  const bringUpToDate = async (dir: string, isFirst: boolean): Promise<void> => {
    const known = queues.get(dir);
    const queue = known ?? (await open(dir));
    if (known === undefined) {
      queues.set(dir, queue);
      follower.add(queue, isFirst ? "known" : "new");
    } else await queue.refresh();
    if (queue.exists) had.add(dir);
    // As when a file system is unmounted: nobody has removed the tasks one by one.
    if (had.has(dir) && !queue.exists) unlisted.set(dir, unreadDirectory(dir, tasksGone(dir)));
    else unlisted.delete(dir);
  };
  const look = async (isFirst: boolean): Promise<Look> => {
    const noteUnlisted = (dir: string) => (problem: Problem) => void unlisted.set(dir, unreadDirectory(dir, problem));
    await Promise.all(
      found.dirs.map((dir) => oneOfMany(found, dir, () => bringUpToDate(dir, isFirst), noteUnlisted(dir))),
    );
    // Arrays are kept rather than queues: other calls may refresh these while whoever reads this look is slow.
    // What was in a directory that cannot be listed now may have changed, so it is not known any more.
    const all = [...queues].flatMap(([dir, queue]) => (unlisted.has(dir) ? [] : queue));
    const current = all.map((queue) => queue.tasks);
    if (current.length !== lists.length || current.some((list, i) => list !== lists[i])) {
      lists = current;
      tasks = merging(current);
    }
    const unread = [...unlisted.values(), ...all.flatMap((queue) => queue.unread)];
    return { events: follower.take(), tasks, unread };
  };
  try {
    yield await look(true);
    let taken = 0;
    for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
      const pause = Math.min(times.poll ?? Math.max(usualPause, taken * restPerWork), left, longestPause);
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const start = performance.now();
      const next = await look(false);
      taken = performance.now() - start;
      yield next;
    }
  } finally {
    follower.close();
  }
}

/** Returns a function that merges the lists when it is first called, as not every look is asked for its tasks. */
function merging(lists: readonly (readonly Task[])[]): () => readonly Task[] {
  let merged: readonly Task[] | undefined;
  return () => (merged ??= mergeTasks(lists));
}
