import { setTimeout as sleep } from "node:timers/promises";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import type { Problem } from "../problem.ts";
import { mergeTasks } from "../tasks/order.ts";
import { keyOf, type Task } from "../tasks/task.ts";
import { TaskFollower, type TaskEvent } from "./events.ts";
import type { QueueAccess } from "./queues.ts";

/** The state of the queues at one look. */
export interface Look {
  /** The changes since the previous look; empty at the first. */
  readonly events: readonly TaskEvent[];
  /** Returns all tasks of all directories, as they were at this look. */
  readonly tasks: () => readonly Task[];
  /** Returns the problems of the files, as they were at this look. */
  readonly problems: () => readonly Problem[];
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
  const opened = await Promise.all(found.dirs.map((dir) => oneOfMany(found, dir, () => open(dir), leftOut)));
  const queues = opened.filter((queue) => queue !== undefined);
  const follower = new TaskFollower(queues);
  // Arrays are kept rather than queues: other calls may refresh these while whoever reads this look is slow.
  const look = (): Look => {
    const [events, tasks, problems] = [
      follower.take(),
      queues.map((queue) => queue.tasks),
      queues.map((queue) => queue.problems),
    ];
    return { events, tasks: () => mergeTasks(tasks), problems: () => problems.flat() };
  };
  try {
    yield look();
    let taken = 0;
    for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
      const pause = Math.min(times.poll ?? Math.max(usualPause, taken * restPerWork), left, longestPause);
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const start = performance.now();
      await Promise.all(queues.map((queue) => oneOfMany(found, queue.dataDir, () => queue.refresh(), leftOut)));
      taken = performance.now() - start;
      yield look();
    }
  } finally {
    follower.close();
  }
}

function leftOut(): undefined {}

/** Returns those of the missing tasks whose file exists but cannot be read: what became of them is not known yet. */
export function unreadTasks(gone: readonly Task[], { tasks, problems }: Pick<Look, "tasks" | "problems">): Task[] {
  if (gone.length === 0) return [];
  const noted = new Set(problems().map(({ path }) => path));
  // A file with a problem in just one field is still shown, and a task may have moved to another file by now.
  const shown = new Set(tasks().flatMap((task) => [task.path, keyOf(task)]));
  return gone.filter((task) => noted.has(task.path) && !shown.has(task.path) && !shown.has(keyOf(task)));
}
