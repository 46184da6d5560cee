import type { Queue } from "./queue.ts";
import { compareTasks } from "./task-order.ts";
import type { Task } from "./task.ts";

export interface TaskEvent {
  readonly event: "added" | "changed" | "removed";
  /** As it is now, or was at last. */
  readonly task: Task;
  /** Null for one that was added. */
  readonly previousStatus: string | null;
}

/** What became of one file's task since the last look: undefined where there was none, or is none. */
interface Change {
  readonly before: Task | undefined;
  after: Task | undefined;
}

/**
 * Follows queues: what happened to each task since the last look, in one event, however often its file was written.
 * What nobody takes is folded, so it takes no more memory than there are tasks.
 */
export class TaskFollower {
  readonly #changes = new Map<string, Change>();
  readonly #leave: readonly (() => void)[];

  /** The queues have been refreshed: what they hold is no event. */
  constructor(queues: readonly Queue[]) {
    this.#leave = queues.map((queue) => queue.follow((removed, added) => this.#fold(removed, added)));
  }

  /** What the refreshes since the last call have shown, in the order of a listing. */
  take(): TaskEvent[] {
    const changes = joinMoves(this.#changes.values());
    this.#changes.clear();
    return changes.flatMap(eventsOf).toSorted((a, b) => compareTasks(a.task, b.task));
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  #fold(removed: readonly Task[], added: readonly Task[]): void {
    for (const task of removed) {
      const change = this.#changes.get(task.path);
      if (change === undefined) this.#changes.set(task.path, { before: task, after: undefined });
      else change.after = undefined;
    }
    for (const task of added) {
      const change = this.#changes.get(task.path);
      if (change === undefined) this.#changes.set(task.path, { before: undefined, after: task });
      else change.after = task;
    }
  }
}

/** A task whose file has another name now, or that the other layout has, was not removed. */
function joinMoves(changes: Iterable<Change>): Change[] {
  const gone = new Map<string, Task>();
  const others: Change[] = [];
  for (const change of changes) {
    if (change.after === undefined && change.before !== undefined) gone.set(keyOf(change.before), change.before);
    else others.push(change);
  }
  const joined = others.map((change) => {
    const { before, after } = change;
    const moved = before === undefined && after !== undefined ? gone.get(keyOf(after)) : undefined;
    if (moved === undefined) return change;
    gone.delete(keyOf(moved));
    return { before: moved, after };
  });
  return [...joined, ...Array.from(gone.values(), (before) => ({ before, after: undefined }))];
}

function keyOf({ dataDir, id }: Task): string {
  return JSON.stringify([dataDir, id]);
}

function eventsOf({ before, after }: Change): readonly TaskEvent[] {
  const removed = before && ({ event: "removed", task: before, previousStatus: before.status } as const);
  const added = after && ({ event: "added", task: after, previousStatus: null } as const);
  if (removed === undefined || added === undefined) return [removed ?? added].filter((event) => event !== undefined);
  if (removed.task.id !== added.task.id) return [removed, added];
  if (isSame(removed.task, added.task)) return [];
  return [{ event: "changed", task: added.task, previousStatus: removed.task.status }];
}

/** All that an index knows and that changes in a task's life. */
function isSame(a: Task, b: Task): boolean {
  return (
    a.status === b.status &&
    a.priority === b.priority &&
    a.createdAt === b.createdAt &&
    a.workflow === b.workflow &&
    a.waitTime === b.waitTime &&
    a.executionTime === b.executionTime &&
    a.completedMs === b.completedMs
  );
}
