import { join } from "node:path";
import { fileNameOf, layout } from "../data-dir/layout.ts";
import { problem, type Problem } from "../problem.ts";
import { eventsDelivered, watchDirectory, type StartWatch } from "../files/directory-watch.ts";
import { DuplicateIds } from "./duplicate-ids.ts";
import { compareTasks, withChanges } from "../tasks/order.ts";
import { phaseOf } from "../tasks/phase.ts";
import { readQueueEntry, readTask, type QueueEntry, type SharedTexts, type Task } from "../tasks/task.ts";
import { JsonDirectory, type Changes } from "../files/json-directory.ts";

/** A function that is told which tasks a refresh removed and added. A changed or reread task is in both. */
export type Follower = (removed: readonly Task[], added: readonly Task[]) => void;

/**
 * All tasks of one data directory, sorted, kept in memory and exact after each `refresh`.
 *
 * It reads both layouts that the orchestrator's documents describe: `tasks/*.json`, and the daemon's
 * `queue.rkvs/tasks/*.json` with priorities in `queue.rkvs/queue`. If both hold a task, the daemon's is shown.
 */
export class Queue {
  /** The path as the caller gave it. */
  readonly dataDir: string;
  readonly #plain: JsonDirectory<Task>;
  readonly #daemon: JsonDirectory<Task>;
  readonly #priorities: JsonDirectory<QueueEntry>;
  readonly #duplicates = new DuplicateIds();
  readonly #followers = new Set<Follower>();
  #tasks: readonly Task[] = [];
  #counts: ReadonlyMap<string, number> = new Map();
  #problems: readonly Problem[] = [];
  /** The tasks of the plain layout that are not shown because the daemon's store has them too. */
  #hidden: ReadonlySet<Task> = new Set();
  #composed = false;
  #closed = false;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(dataDir: string, startWatch: StartWatch = watchDirectory) {
    this.dataDir = dataDir;
    const shared: SharedTexts = new Map();
    this.#priorities = new JsonDirectory(
      join(dataDir, layout.storeEntries),
      (value, { path }, problems) => readQueueEntry(value, path, problems),
      startWatch,
    );
    this.#daemon = new JsonDirectory(
      join(dataDir, layout.storeTasks),
      (value, { path, name }, problems) => {
        const queueEntry = this.#priorities.entries.get(name);
        return readTask(value, { path, name, dataDir, queueEntry, shared }, problems);
      },
      startWatch,
    );
    this.#plain = new JsonDirectory(
      join(dataDir, layout.tasks),
      (value, { path, name }, problems) =>
        readTask(value, { path, name, dataDir, queueEntry: undefined, shared }, problems),
      startWatch,
    );
  }

  /** The tasks, sorted by `compareTasks`. The array is never modified, and is the same one until something changes. */
  get tasks(): readonly Task[] {
    return this.#tasks;
  }

  /** The number of tasks by the phase of their status. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** The problems of all files, sorted by path. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Whether there was a task store of either layout at the last refresh. */
  get exists(): boolean {
    return this.#plain.exists || this.#daemon.exists;
  }

  /**
   * Brings everything up to date with all that was written before this call. Concurrent calls share the work.
   *
   * @throws OrchestratorError `orch::unreadable_directory`; the next call then reads everything again
   */
  refresh(): Promise<void> {
    // A refresh that waits for its turn has read nothing yet, so it serves this call too; two would interleave.
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    // The refresh under way may have read a file before this call, which therefore needs another one after it.
    this.#next = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  /** Calls `follower` with the changes of each refresh, until the returned function is called. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Whether the queue has a follower. Closing it would look to the follower as if all tasks had been removed. */
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** Stops watching and forgets all tasks, after any refresh under way. A later refresh leaves no watch behind. */
  close(): void {
    this.#closed = true;
    this.#tasks = [];
    this.#problems = [];
    this.#counts = new Map();
    if (this.#running === undefined) this.#letGo();
  }

  #start(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#update().finally(() => {
      this.#running = undefined;
      if (this.#closed) this.#letGo();
    });
    return this.#running;
  }

  #letGo(): void {
    for (const directory of [this.#priorities, this.#daemon, this.#plain]) directory.close();
    this.#composed = false;
  }

  async #update(): Promise<void> {
    const composed = this.#composed;
    this.#composed = false; // Stays false until all three directories have been read.
    await eventsDelivered();
    const priorities = await this.#priorities.update();
    const daemon = await this.#daemon.update(priorities.everything ? "everything" : priorities.names);
    const plain = await this.#plain.update();
    const changed = [daemon, plain].some(({ removed, added }) => removed.length + added.length > 0);
    const overlap = this.#hasBoth || this.#hidden.size > 0;
    const all = !composed || daemon.everything || plain.everything || (changed && overlap);
    if (all) this.#composeAll();
    else this.#compose([daemon, plain]);
    if (all || priorities.everything || [priorities, daemon, plain].some(({ names }) => names.size > 0)) {
      this.#problems = this.#collectProblems();
    }
    this.#composed = true;
  }

  get #hasBoth(): boolean {
    return this.#plain.entries.size > 0 && this.#daemon.entries.size > 0;
  }

  #composeAll(): void {
    const tasks = [...this.#daemon.entries.values()];
    const hidden = new Set<Task>();
    const daemonIds = new Set(this.#plain.entries.size === 0 ? [] : tasks.map(({ id }) => id));
    for (const task of this.#plain.entries.values()) {
      if (daemonIds.has(task.id)) hidden.add(task);
      else tasks.push(task);
    }
    this.#hidden = hidden;
    this.#tell(this.#tasks, tasks);
    this.#tasks = tasks.sort(compareTasks);
    this.#duplicates.clear();
    this.#counts = new Map();
    this.#account([], tasks);
  }

  #compose(changes: readonly Changes<Task>[]): void {
    const removed = changes.flatMap((change) => change.removed);
    const added = changes.flatMap((change) => change.added);
    if (removed.length + added.length === 0) return;
    this.#tell(removed, added);
    this.#tasks = withChanges(this.#tasks, removed, added);
    this.#account(removed, added);
  }

  #tell(removed: readonly Task[], added: readonly Task[]): void {
    for (const follower of this.#followers) follower(removed, added);
  }

  #account(removed: readonly Task[], added: readonly Task[]): void {
    const counts = new Map(this.#counts);
    for (const task of removed) {
      const phase = phaseOf(task.status);
      const left = (counts.get(phase) ?? 0) - 1;
      if (left > 0) counts.set(phase, left);
      else counts.delete(phase);
      this.#duplicates.remove(task);
    }
    for (const task of added) {
      const phase = phaseOf(task.status);
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
      this.#duplicates.add(task);
    }
    this.#counts = counts;
  }

  /** Returns the shown task that has this id and whose file is named after it. */
  #namesake(id: string): Task | undefined {
    const name = fileNameOf(id);
    const task = this.#daemon.entries.get(name);
    if (task?.id === id) return task;
    const plain = this.#plain.entries.get(name);
    return plain?.id === id && !this.#hidden.has(plain) ? plain : undefined;
  }

  #collectProblems(): readonly Problem[] {
    const files = [this.#priorities, this.#daemon, this.#plain].flatMap(({ problems }) =>
      [...problems.values()].flat(),
    );
    const shown = `the daemon's ${layout.store} has a task of the same id, which is the one shown`;
    const hidden = Array.from(this.#hidden, ({ path }) => problem("in-both-layouts", path, shown));
    return [...files, ...hidden, ...this.#duplicates.problems((id) => this.#namesake(id))].sort((a, b) =>
      a.path < b.path ? -1 : Number(a.path > b.path),
    );
  }
}

/** Reads a data directory's queue without watching it: every further refresh reads all files again. */
export async function readQueue(dataDir: string): Promise<Queue> {
  const queue = new Queue(dataDir, () => undefined);
  await queue.refresh();
  return queue;
}
