import type { Queue } from "./queue.ts";
import { compareTasks } from "../tasks/order.ts";
import { keyOf, pathOf, unreadEntry, type Task } from "../task/task.ts";

export interface TaskEvent {
  /** `progress` where nothing else has changed. */
  readonly event: "added" | "changed" | "progress" | "removed";
  /** The task as it is now; for a removed one, as it was last. */
  readonly task: Task;
  /** The status before the change; null if the task was added. */
  readonly previousStatus: string | null;
}

/** The change of one file's task since the last look. An end is undefined where the file held no task. */
interface Change {
  readonly before: Task | undefined;
  after: Task | undefined;
}

/**
 * Follows queues and tells, in one event for each task, what has happened to it since the last look, however often its
 * file was written. Changes that wait to be taken are merged by file, so memory is bounded by the number of tasks.
 *
 * A task whose file is there and cannot be read, or whose whole directory is gone, was not removed: what has happened to it
 * waits until it is known. So does its priority while its queue entry cannot be read.
 */
export class TaskFollower {
  readonly #queues: Queue[] = [];
  /** The changes since the last `take`, by path. */
  readonly #changes = new Map<string, Change>();
  readonly #leave: (() => void)[] = [];

  /** Follows a queue that has been refreshed already. The tasks that it holds now give events only if they are `new`. */
  add(queue: Queue, now: "known" | "new" = "known"): void {
    this.#queues.push(queue);
    this.#leave.push(queue.follow((removed, added) => this.#fold(removed, added)));
    if (now === "new") this.#fold([], queue.tasks);
  }

  /** Returns the changes found by refreshes since the last call, one event for each task, in a listing's order. */
  take(): TaskEvent[] {
    // Changes are grouped by id: a task whose file was renamed, or moved to the other layout, was not removed.
    const before = new Map<string, Task[]>();
    const after = new Map<string, Task>();
    for (const { after: task } of this.#changes.values()) if (task !== undefined) after.set(keyOf(task), task);
    const isUnread = this.#unread();
    for (const [path, change] of this.#changes) {
      if (change.before !== undefined) {
        const key = keyOf(change.before);
        if (!after.has(key) && isUnread(change.before)) {
          if (change.after === undefined) continue;
          // What has taken its place in the file is told now: only what has become of it waits. No path has a NUL.
          this.#changes.delete(path);
          this.#changes.set(`${path}\0${key}`, { before: change.before, after: undefined });
          continue;
        }
        if (change.after?.queueEntry === unreadEntry && isSame(change.before, change.after)) {
          after.delete(key);
          continue;
        }
        before.set(key, [...(before.get(key) ?? []), change.before]);
      }
      this.#changes.delete(path);
    }
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

  /**
   * Returns a test for whether a task may be there and cannot be read now, be it in the file that it was in, in another of
   * the same id, or in a directory that has gone with all its tasks.
   */
  #unread(): (task: Task) => boolean {
    const absent = new Set(this.#queues.filter(({ exists }) => !exists).map(({ dataDir }) => dataDir));
    const unread = this.#queues.flatMap((queue) => queue.unread);
    const paths = new Set(unread.map(({ problem }) => problem.path));
    const keys = new Set(unread.flatMap(({ dataDir, id }) => (id === undefined ? [] : keyOf({ dataDir, id }))));
    return (task) => absent.has(task.dataDir) || paths.has(pathOf(task)) || keys.has(keyOf(task));
  }

  /** Returns the tasks that other files hold under the same ids; such duplicates should not exist. */
  #namesakes(gone: readonly Task[]): readonly Task[] {
    const ids = new Set(gone.map(({ id }) => id));
    return ids.size === 0 ? [] : this.#queues.flatMap((queue) => queue.tasks.filter(({ id }) => ids.has(id)));
  }

  #fold(removed: readonly Task[], added: readonly Task[]): void {
    for (const task of removed) this.#change(pathOf(task), task, undefined);
    for (const task of added) this.#change(pathOf(task), undefined, task);
  }

  #change(path: string, before: Task | undefined, after: Task | undefined): void {
    const change = this.#changes.get(path);
    if (change === undefined) this.#changes.set(path, { before, after });
    else if (change.before === undefined && after === undefined) this.#changes.delete(path);
    else change.after = after;
  }
}

/** Returns the event for one task, if any. If several files held it, any of them may have been reported before. */
function eventOf(before: readonly Task[], after: Task | undefined): TaskEvent | undefined {
  const [first] = before;
  if (after === undefined) return first && { event: "removed", task: first, previousStatus: first.status };
  if (first === undefined) return { event: "added", task: after, previousStatus: null };
  const other = before.find((each) => !isSame(each, after));
  const event = before.every((each) => isSameButProgress(each, after)) ? "progress" : "changed";
  return other && { event, task: after, previousStatus: other.status };
}

/** Compares what can change during a task's life, as far as the index knows it. */
function isSame(a: Task, b: Task): boolean {
  return isSameButProgress(a, b) && String(a.progress) === String(b.progress);
}

/** Compares all but the progress. While the queue entry that `b` has cannot be read, its priority may be the same. */
function isSameButProgress(a: Task, b: Task): boolean {
  return (
    a.status === b.status &&
    (a.priority === b.priority || b.queueEntry === unreadEntry) &&
    a.createdAt === b.createdAt &&
    a.workflow === b.workflow &&
    a.waitTime === b.waitTime &&
    a.executionTime === b.executionTime &&
    a.completedMs === b.completedMs
  );
}
