import type { DataDirs } from "../data-dir/find.ts";
import { Queue } from "./queue.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../tasks/task.ts";

/** The data directories that a call means, and how it comes by their queues. */
export interface QueueAccess {
  readonly found: DataDirs;
  /** The queue of one of `found.dirs`, up to date. */
  readonly queue: (dataDir: string) => Promise<Queue>;
}

/** The queues that a living process keeps, one for each data directory. */
export class Queues {
  readonly #queues = new Map<string, Queue>();

  /** How many are kept; each holds its tasks in memory and watches its directories. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * The queue of a data directory (an absolute path), up to date.
   *
   * @throws OrchestratorError `orch::unreadable_directory`
   */
  async open(dataDir: string): Promise<Queue> {
    let queue = this.#queues.get(dataDir);
    if (queue === undefined) {
      queue = new Queue(dataDir);
      this.#queues.set(dataDir, queue);
    }
    await queue.refresh();
    return queue;
  }

  /** The tasks of all that are kept, as they were at the last refresh. */
  tasks(): readonly Task[] {
    return mergeTasks(Array.from(this.#queues.values(), ({ tasks }) => tasks));
  }

  /** Lets go of all that nobody follows; the next `open` starts afresh. */
  close(): void {
    for (const [dataDir, queue] of this.#queues) {
      if (queue.isFollowed) continue;
      queue.close();
      this.#queues.delete(dataDir);
    }
  }
}
