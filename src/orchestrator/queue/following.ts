import { setTimeout as sleep } from "node:timers/promises";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import { tasksGone } from "../data-dir/not-found.ts";
import { notices } from "../files/watch/notices.ts";
import type { Problem } from "../problem.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../task/task.ts";
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

// Milliseconds from one look to the next, which is also the delay until a change shows. Where the system gives notice of
// changes, the next look waits for one after that.
const usualPause = 100;
// The last part of a pause, after the notice: it lets a writer finish, and what changes together show together.
const settling = 20;
// How long a look waits for a notice at most. There is none of a mount, or of another directory in the place of one above.
const longestWait = 900;
// Where there is no watch, each look reads every file. A pause is at least this many times as long as the look before it,
// which bounds the share of time spent on reading.
const restPerWork = 10;
// Node's timers turn a delay of more milliseconds than these into one of 1 ms.
const longestPause = 2 ** 31 - 1;

/**
 * Looks at the data at once, and then repeatedly until the time is up or the signal aborts. When the time is up it
 * looks once more, so that no change within that time is missed.
 *
 * @param times in milliseconds: `during` is how long to go on (for ever if undefined), and `poll` the pause between
 * looks (chosen by notices and their cost if undefined)
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
  let noticed = 0;
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
    noticed = notices.count;
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
  // Node warns of a timer with less than nothing.
  const left = () => Math.max(0, end - performance.now());
  const rest = (pause: number) => sleep(Math.min(pause, left(), longestPause), undefined, { signal }).catch(() => {});
  const untilDue = async (taken: number): Promise<void> => {
    const pause = times.poll ?? Math.max(usualPause, taken * restPerWork);
    const givesNotice = unlisted.size === 0 && [...queues.values()].every((queue) => queue.givesNotice);
    if (times.poll !== undefined || !givesNotice) return rest(pause);
    await rest(pause - settling);
    await notices.moreThan(noticed, Math.min(longestWait, left()), signal);
    return rest(settling);
  };
  try {
    yield await look(true);
    let taken = 0;
    while (left() > 0) {
      await untilDue(taken);
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
