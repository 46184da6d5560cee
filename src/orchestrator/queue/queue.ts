import { join } from "node:path";
import { compare } from "../compare.ts";
import { fileNameOf, idOfFile, layout, taskDirectories } from "../data-dir/layout.ts";
import type { Problem } from "../problem.ts";
import { eventsDelivered, watchDirectory, type StartWatch } from "../files/watch/directory-watch.ts";
import { areBoth, inBothLayouts, shownOf, type Shown } from "./both-layouts.ts";
import { DuplicateIds } from "./duplicate-ids.ts";
import { compareTasks, withChanges } from "../tasks/order.ts";
import { phaseOf } from "../task/phase.ts";
import { readQueueEntry, readTask, unreadEntry, type QueueEntry, type SharedTexts, type Task } from "../task/task.ts";
import type { UnreadTask } from "../tasks/unread.ts";
import { isEntryName } from "../files/entry-name.ts";
import { HoldingDirectories } from "../files/watch/holding-directories.ts";
import { JsonDirectory, type Changes } from "../files/json-directory.ts";

/** A function that is told which tasks a refresh removed and added. A changed or reread task is in both. */
export type Follower = (removed: readonly Task[], added: readonly Task[]) => void;

/**
 * All tasks of one data directory, sorted, kept in memory and exact after each `refresh`.
 *
 * It reads both layouts that the orchestrator's documents describe: `tasks/*.json`, and the daemon's
 * `queue.rkvs/tasks/*.json` with priorities in `queue.rkvs/queue`. If both hold a task, the daemon's is shown. In the
 * system's queue, whose layout no document tells, task files may be directly in the directory, too.
 */
export class Queue {
  /** The path as the caller gave it. */
  readonly dataDir: string;
  readonly #plain: readonly JsonDirectory<Task>[];
  readonly #daemon: JsonDirectory<Task>;
  readonly #priorities: JsonDirectory<QueueEntry>;
  readonly #holding: HoldingDirectories;
  readonly #duplicates = new DuplicateIds();
  readonly #followers = new Set<Follower>();
  #tasks: readonly Task[] = [];
  #counts: ReadonlyMap<string, number> = new Map();
  #problems: readonly Problem[] = [];
  #unread: readonly UnreadTask[] = [];
  #hidden: Shown["hidden"] = new Map();
  #composed = false;
  #closed = false;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(dataDir: string, startWatch: StartWatch = watchDirectory) {
    this.dataDir = dataDir;
    const shared: SharedTexts = new Map();
    // `#namesake` finds more of them, and took a fifteenth of the time that reading all files takes.
    const ownId = (id: string) => {
      const name = fileNameOf(id);
      const task = this.#daemon.entries.get(name) ?? this.#plain[0]?.entries.get(name);
      return task?.id === id ? task.id : id;
    };
    this.#holding = new HoldingDirectories([dataDir, join(dataDir, layout.store)], startWatch);
    this.#priorities = new JsonDirectory(
      join(dataDir, layout.storeEntries),
      (value, { path }, problems) => readQueueEntry(value, path, problems),
      startWatch,
    );
    const stored = join(dataDir, layout.storeTasks);
    this.#daemon = new JsonDirectory(
      stored,
      (value, { name: fileName }, problems) => {
        const { entries, problems: broken } = this.#priorities;
        const queueEntry = entries.get(fileName) ?? (broken.has(fileName) ? unreadEntry : undefined);
        return readTask(value, { directory: stored, fileName, dataDir, queueEntry, shared, ownId }, problems);
      },
      startWatch,
    );
    this.#plain = taskDirectories(dataDir).map(
      (directory) =>
        new JsonDirectory(
          directory,
          (value, { name: fileName }, problems) =>
            readTask(value, { directory, fileName, dataDir, queueEntry: undefined, shared, ownId }, problems),
          startWatch,
          "data",
          (name) => isEntryName(name) && !(directory === dataDir && name === layout.statusFile),
        ),
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

  /** The files that were there at the last refresh and could not be read, by path: the task that each holds is unknown. */
  get unread(): readonly UnreadTask[] {
    return this.#unread;
  }

  /** Whether there was a task store of either layout at the last refresh. */
  get exists(): boolean {
    return this.#directories.some(({ exists }) => exists);
  }

  /**
   * Whether a notice comes of every change that the next refresh would find, while the queue has a follower. Of two things
   * none comes: of a mount, and of another directory in the place of one above the data directory.
   */
  get givesNotice(): boolean {
    return this.#holding.areWatched && [this.#priorities, ...this.#directories].every(({ isWatched }) => isWatched);
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
    this.#unread = [];
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
    for (const directory of [this.#holding, this.#priorities, ...this.#directories]) directory.close();
    this.#composed = false;
  }

  async #update(): Promise<void> {
    const composed = this.#composed;
    this.#composed = false; // Stays false until all directories have been read.
    // Before their directories are looked at, so that none appears unseen in between.
    if (this.isFollowed) this.#holding.watch();
    await eventsDelivered();
    const priorities = await this.#priorities.update();
    const daemon = await this.#daemon.update(priorities.everything ? "everything" : priorities.names);
    const tasks = [daemon];
    for (const directory of this.#plain) tasks.push(await directory.update());
    const changed = tasks.some(({ names }) => names.size > 0);
    const overlap = areBoth(this.#daemon, this.#plain) || this.#hidden.size > 0;
    const all = !composed || tasks.some(({ everything }) => everything) || (changed && overlap);
    if (all) this.#composeAll();
    else this.#compose(tasks);
    if (all || priorities.everything || [priorities, ...tasks].some(({ names }) => names.size > 0)) {
      this.#unread = this.#collectUnread();
      this.#problems = this.#collectProblems();
    }
    this.#composed = true;
  }

  /** The directories of tasks. */
  get #directories(): readonly JsonDirectory<Task>[] {
    return [this.#daemon, ...this.#plain];
  }

  #composeAll(): void {
    const { tasks, hidden } = shownOf(this.#daemon, this.#plain);
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
    return this.#plain
      .flatMap(({ entries }) => entries.get(name) ?? [])
      .find((plain) => plain.id === id && !this.#hidden.has(plain));
  }

  #collectProblems(): readonly Problem[] {
    const files = [this.#priorities, ...this.#directories].flatMap(({ problems }) => [...problems.values()].flat());
    const hidden = Array.from(this.#hidden, ([task, unread]) => inBothLayouts(task, unread));
    return [...files, ...hidden, ...this.#duplicates.problems((id) => this.#namesake(id))].sort(byPath);
  }

  #collectUnread(): readonly UnreadTask[] {
    return this.#directories
      .flatMap(({ unread }) => unread)
      .map(({ name, problem: found, last }) => ({
        problem: found,
        dataDir: this.dataDir,
        id: last?.id ?? idOfFile(name),
        last,
      }))
      .sort((a, b) => byPath(a.problem, b.problem));
  }
}

function byPath(a: Problem, b: Problem): number {
  return compare(a.path, b.path);
}

/** Reads a data directory's queue without watching it: every further refresh reads all files again. */
export async function readQueue(dataDir: string): Promise<Queue> {
  const queue = new Queue(dataDir, () => undefined);
  await queue.refresh();
  return queue;
}
