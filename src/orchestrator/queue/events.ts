import type { Queue } from "./queue.ts";
import { compareTasks } from "../tasks/order.ts";
import { keyOf, type Task } from "../tasks/task.ts";

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
  readonly #queues: readonly Queue[];
  /** By path. */
  readonly #changes = new Map<string, Change>();
  readonly #leave: readonly (() => void)[];

  /** The queues have been refreshed: what they hold is no event. */
  constructor(queues: readonly Queue[]) {
    this.#queues = queues;
    this.#leave = queues.map((queue) => queue.follow((removed, added) => this.#fold(removed, added)));
  }

  /** What the refreshes since the last call have shown, one event for each task, in the order of a listing. */
  take(): TaskEvent[] {
    // By id: a task whose file has another name now, or that the other layout has, was not removed.
    const before = new Map<string, Task[]>();
    const after = new Map<string, Task>();
    for (const change of this.#changes.values()) {
      if (change.before !== undefined) {
        const key = keyOf(change.before);
        before.set(key, [...(before.get(key) ?? []), change.before]);
      }
      if (change.after !== undefined) after.set(keyOf(change.after), change.after);
    }
    this.#changes.clear();
    const gone = [...before.values()].flat().filter((task) => !after.has(keyOf(task)));
    for (const task of this.#namesakes(gone)) {
      if (before.has(keyOf(task))) after.set(keyOf(task), task);
    }
    return Array.from(new Set([...before.keys(), ...after.keys()]))
      .flatMap((key) => eventOf(before.get(key) ?? [], after.get(key)) ?? [])
      .toSorted((a, b) => compareTasks(a.task, b.task));
  }

  close(): void {
    for (const leave of this.#leave) leave();
  }

  /** Tasks that other files have of the same ids, which should not be. */
  #namesakes(gone: readonly Task[]): readonly Task[] {
    const ids = new Set(gone.map(({ id }) => id));
    return ids.size === 0 ? [] : this.#queues.flatMap((queue) => queue.tasks.filter(({ id }) => ids.has(id)));
  }

  #fold(removed: readonly Task[], added: readonly Task[]): void {
    for (const task of removed) this.#change(task.path, task, undefined);
    for (const task of added) this.#change(task.path, undefined, task);
  }

  #change(path: string, before: Task | undefined, after: Task | undefined): void {
    const change = this.#changes.get(path);
    if (change === undefined) this.#changes.set(path, { before, after });
    else if (change.before === undefined && after === undefined) this.#changes.delete(path);
    else change.after = after;
  }
}

/** Of a task that several files had, any may have been the one that was told of. */
function eventOf(before: readonly Task[], after: Task | undefined): TaskEvent | undefined {
  const [first] = before;
  if (after === undefined) return first && { event: "removed", task: first, previousStatus: first.status };
  if (first === undefined) return { event: "added", task: after, previousStatus: null };
  const other = before.find((each) => !isSame(each, after));
  return other && { event: "changed", task: after, previousStatus: other.status };
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
