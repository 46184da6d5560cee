import { setTimeout as sleep } from "node:timers/promises";
import { OrchestratorError } from "../orchestrator/orchestrator-error.ts";
import { TaskFollower, type TaskEvent } from "../orchestrator/queue/task-events.ts";
import { mergeTasks } from "../orchestrator/queue/task-order.ts";
import type { Task } from "../orchestrator/queue/task.ts";
import type { DataAccess } from "./data-access.ts";

/** One look at the queues. */
export interface Look {
  /** What has happened since the look before; nothing at the first. */
  readonly events: readonly TaskEvent[];
  /** All tasks of all directories, as they are now. */
  readonly tasks: () => readonly Task[];
}

// How soon a change shows. A look that finds nothing new takes a tenth of a millisecond where the system gives notice.
const usualPause = 100;
// Where it gives none, a look reads every file: no more than one part in so many of the time is spent on it.
const restPerWork = 10;

/**
 * Looks at the data again and again until the signal aborts.
 *
 * @param poll milliseconds between two looks, if not as it suits
 */
export async function* followTasks(
  data: DataAccess,
  poll: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Look, void> {
  const { dirs, many } = data.found;
  const orNothing = (error: unknown): undefined => {
    // Among many directories a bad one keeps nothing from the others.
    if (!many || !(error instanceof OrchestratorError)) throw error;
  };
  const queues = await data.blame(async () => {
    const found = await Promise.all(dirs.map((dir) => data.queue(dir).catch(orNothing)));
    return found.filter((queue) => queue !== undefined);
  });
  const tasks = () => mergeTasks(queues.map((queue) => queue.tasks));
  const follower = new TaskFollower(queues);
  try {
    yield { events: [], tasks };
    let taken = 0;
    for (;;) {
      await sleep(poll ?? Math.max(usualPause, taken * restPerWork), undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const start = performance.now();
      await data.blame(() => Promise.all(queues.map((queue) => queue.refresh().catch(orNothing))));
      taken = performance.now() - start;
      yield { events: follower.take(), tasks };
    }
  } finally {
    follower.close();
  }
}
