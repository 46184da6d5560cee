import type { DataDirs } from "../data-dir/find.ts";
import { Queue } from "./queue.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../tasks/task.ts";
import type { UnreadTask } from "../tasks/unread.ts";

/** The data directories that a call reads, and the function that opens their queues. */
export interface QueueAccess {
  readonly found: DataDirs;
  /** Returns the queue of one of `found.dirs`, up to date. */
  readonly queue: (dataDir: string) => Promise<Queue>;
}

/** The queues that a running plugin keeps in memory, one for each data directory. */
export class Queues {
  readonly #queues = new Map<string, Queue>();

  /** The number of queues. Each holds its tasks in memory and watches its directories. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * Returns the queue of a data directory (an absolute path), up to date.
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

  /** Returns the tasks of all queues, and what could not be read, as they were at the last refresh. */
  known(): { readonly tasks: readonly Task[]; readonly unread: readonly UnreadTask[] } {
    const queues = [...this.#queues.values()];
    return {
      tasks: mergeTasks(queues.map(({ tasks }) => tasks)),
      unread: queues.flatMap(({ unread }) => unread),
    };
  }

  /** Closes all queues that have no follower. The next `open` reads them from disk again. */
  close(): void {
    for (const [dataDir, queue] of this.#queues) {
      if (queue.isFollowed) continue;
      queue.close();
      this.#queues.delete(dataDir);
    }
  }
}
