import { join } from "node:path";
import { fileNameOf, layout } from "../data-dir/layout.ts";
import { problem, type Problem } from "../problem.ts";
import { eventsDelivered, watchDirectory, type StartWatch } from "../files/directory-watch.ts";
import { DuplicateIds } from "./duplicate-ids.ts";
import { compareTasks, withChanges } from "../tasks/order.ts";
import { readQueueEntry, readTask, type Priority, type SharedTexts, type Task } from "../tasks/task.ts";
import { JsonDirectory, type Changes } from "../files/json-directory.ts";

/** Is told of tasks that are no more as they were, and of those that now are; one that was only read again is in both. */
export type Follower = (removed: readonly Task[], added: readonly Task[]) => void;

/**
 * All tasks of one data directory, in order, kept in memory and exact at each `refresh`.
 *
 * The two layouts of the orchestrator's documents: `tasks/*.json`, and the daemon's `queue.rkvs/tasks/*.json` with priorities in
 * `queue.rkvs/queue`. Where both hold a task, the daemon's record is the one shown.
 */
export class Queue {
  /** As it was asked for. */
  readonly dataDir: string;
  readonly #plain: JsonDirectory<Task>;
  readonly #daemon: JsonDirectory<Task>;
  readonly #priorities: JsonDirectory<Priority>;
  readonly #duplicates = new DuplicateIds();
  readonly #followers = new Set<Follower>();
  #tasks: readonly Task[] = [];
  #counts: ReadonlyMap<string, number> = new Map();
  #problems: readonly Problem[] = [];
  /** Plain tasks that the daemon has too. */
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

  /** Sorted by `compareTasks`; the same array for as long as nothing changed, and never changed itself. */
  get tasks(): readonly Task[] {
    return this.#tasks;
  }

  /** Tasks by status. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** By path. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Whether there was a task store at all, of either layout, at the last refresh. */
  get exists(): boolean {
    return this.#plain.exists || this.#daemon.exists;
  }

  /**
   * Brings everything up to date with whatever was written before this call. Calls at the same time share the work.
   *
   * @throws OrchestratorError `orch::unreadable_directory`; the next call starts afresh
   */
  refresh(): Promise<void> {
    // One that waits for its turn has read nothing yet; in its stead none begins, or the two would mix.
    if (this.#next !== undefined) return this.#next;
    if (this.#running === undefined) return this.#start();
    // The one under way may have read a file before this call: it needs one that starts after it.
    this.#next = this.#running.then(
      () => this.#start(),
      () => this.#start(),
    );
    return this.#next;
  }

  /** Tells of what each refresh changes, until the function that is returned is called. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Whether somebody follows it, who would take closing it for the end of all tasks. */
  get isFollowed(): boolean {
    return this.#followers.size > 0;
  }

  /** Stops watching and forgets all tasks, once a refresh under way is done. A refresh after that leaves no watch behind. */
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
    this.#composed = false; // until all three are read
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
      const left = (counts.get(task.status) ?? 0) - 1;
      if (left > 0) counts.set(task.status, left);
      else counts.delete(task.status);
      this.#duplicates.remove(task);
    }
    for (const task of added) {
      counts.set(task.status, (counts.get(task.status) ?? 0) + 1);
      this.#duplicates.add(task);
    }
    this.#counts = counts;
  }

  /** The task shown that has this id and a file of its name. */
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

/** Reads a data directory's queue from the files alone, and so at each further refresh; nothing is watched. */
export async function readQueue(dataDir: string): Promise<Queue> {
  const queue = new Queue(dataDir, () => undefined);
  await queue.refresh();
  return queue;
}
