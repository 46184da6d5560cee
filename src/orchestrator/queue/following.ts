import { setTimeout as sleep } from "node:timers/promises";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import type { Problem } from "../problem.ts";
import { mergeTasks } from "../tasks/order.ts";
import { keyOf, type Task } from "../tasks/task.ts";
import { TaskFollower, type TaskEvent } from "./events.ts";
import type { QueueAccess } from "./queues.ts";

/** One look at the queues. */
export interface Look {
  /** What has happened since the look before; nothing at the first. */
  readonly events: readonly TaskEvent[];
  /** All tasks of all directories, as they were then. */
  readonly tasks: () => readonly Task[];
  /** What was wrong with files then. */
  readonly problems: () => readonly Problem[];
}

// How soon a change shows. A look that finds nothing new takes a tenth of a millisecond where the system gives notice.
const usualPause = 100;
// Where it gives none, a look reads every file: no more than one part in so many of the time is spent on it.
const restPerWork = 10;
// Of more milliseconds Node's timers make one.
const longestPause = 2 ** 31 - 1;

/**
 * Looks at the data at once, and again and again until the time is up or the signal aborts. When the time is up it looks
 * once more, so that nothing of that time is missed.
 *
 * @param times in milliseconds: how long it goes on, if not for ever, and how often it looks, if not as it suits
 */
export async function* followTasks(
  { found, queue: open }: QueueAccess,
  times: { readonly during: number | undefined; readonly poll: number | undefined },
  signal: AbortSignal,
): AsyncGenerator<Look, void> {
  // Not by AbortSignal.any: in Node 20 one that holds a timeout's signal may forget it.
  const end = performance.now() + (times.during ?? Infinity);
  const opened = await Promise.all(found.dirs.map((dir) => oneOfMany(found, dir, () => open(dir), leftOut)));
  const queues = opened.filter((queue) => queue !== undefined);
  const follower = new TaskFollower(queues);
  // Other calls may refresh the same queues while this look's reader is slow.
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

/** Of tasks that are gone those whose file is there and cannot be read: what became of them is not known yet. */
export function unreadTasks(gone: readonly Task[], { tasks, problems }: Pick<Look, "tasks" | "problems">): Task[] {
  if (gone.length === 0) return [];
  const noted = new Set(problems().map(({ path }) => path));
  // A file with no more than an odd field is shown, and a task may have another file by now.
  const shown = new Set(tasks().flatMap((task) => [task.path, keyOf(task)]));
  return gone.filter((task) => noted.has(task.path) && !shown.has(task.path) && !shown.has(keyOf(task)));
}
