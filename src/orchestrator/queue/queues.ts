import type { DataDirs } from "../data-dir/find.ts";
import { Queue } from "./queue.ts";
import { mergeTasks } from "../tasks/order.ts";
import type { Task } from "../task/task.ts";
import type { UnreadTask } from "../tasks/unread.ts";

/** The data directories that a call reads, and the function that opens their queues. */
export interface QueueAccess {
  readonly found: DataDirs;
  /** Returns the queue of one of `found.dirs`, up to date. */
  readonly queue: (dataDir: string) => Promise<Queue>;
}

/** How many queues stay in memory at most, beside those of running calls. Each has up to three watches of the system's. */
export const mostKept = 1000;
/** How many are left where there are more: closing a watch makes all other queues read everything again. */
export const leftOver = 900;

/** A queue in memory, and when it was last used, by `performance.now()`. */
interface Kept {
  readonly queue: Queue;
  readonly lastUsed: number;
}

/**
 * The queues that a running plugin keeps in memory, one for each data directory. However many directories are asked for in
 * its life, and whether they are there or not, it keeps only those that are likely to be asked for again.
 */
export class Queues {
  /** By the path of the data directory, that which was used last at the end. */
  readonly #queues = new Map<string, Kept>();
  /** For each running call what it has opened. */
  readonly #calls = new Set<Set<Queue>>();

  /** The number of queues. Each holds its tasks in memory and watches its directories. */
  get size(): number {
    return this.#queues.size;
  }

  /**
   * Returns a function that opens queues for one call, each by its data directory (an absolute path) and up to date. They
   * stay until `signal` aborts, which is when the call is over. Then those are closed that have nothing, those that no
   * call has used for `keepAlive` milliseconds, and where there are too many, those that were used longest ago.
   *
   * The function throws the OrchestratorError `orch::unreadable_directory`.
   */
  forCall(signal: AbortSignal, keepAlive: number): (dataDir: string) => Promise<Queue> {
    const opened = new Set<Queue>();
    // Of a call that was interrupted already nobody will tell that it is over.
    if (!signal.aborted) {
      this.#calls.add(opened);
      signal.addEventListener("abort", () => {
        this.#calls.delete(opened);
        // It may have followed them for hours.
        for (const queue of opened) this.#use(queue);
        this.#closeUnused(opened, performance.now() - keepAlive);
      });
    }
    return async (dataDir) => {
      const queue = this.#queues.get(dataDir)?.queue ?? new Queue(dataDir);
      this.#use(queue);
      opened.add(queue);
      await queue.refresh();
      return queue;
    };
  }

  /** Returns the tasks of all queues, and what could not be read, as they were at the last refresh. */
  known(): { readonly tasks: readonly Task[]; readonly unread: readonly UnreadTask[] } {
    const queues = Array.from(this.#queues.values(), ({ queue }) => queue);
    return {
      tasks: mergeTasks(queues.map(({ tasks }) => tasks)),
      unread: queues.flatMap(({ unread }) => unread),
    };
  }

  /** Closes all queues that have no follower. The next call reads them from disk again. */
  close(): void {
    for (const { queue } of this.#queues.values()) if (!queue.isFollowed) this.#close(queue);
  }

  #use(queue: Queue): void {
    // So that it comes to the end.
    this.#queues.delete(queue.dataDir);
    this.#queues.set(queue.dataDir, { queue, lastUsed: performance.now() });
  }

  #closeUnused(opened: ReadonlySet<Queue>, before: number): void {
    const unused = [...opened].filter((queue) => !queue.exists);
    const all = [...this.#queues.values()];
    unused.push(...all.filter(({ lastUsed }) => lastUsed <= before).map(({ queue }) => queue));
    if (all.length > mostKept) unused.push(...all.slice(0, -leftOver).map(({ queue }) => queue));
    const isInUse = (queue: Queue) => Array.from(this.#calls).some((used) => used.has(queue));
    for (const queue of unused) if (!isInUse(queue)) this.#close(queue);
  }

  #close(queue: Queue): void {
    queue.close();
    this.#queues.delete(queue.dataDir);
  }
}
