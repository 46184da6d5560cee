import { fewLookups, grouped } from "../grouped.ts";
import { isPending, phaseOf } from "../task/phase.ts";
import type { Task } from "../task/task.ts";
import type { Searched, UnreadTask } from "./unread.ts";

/** What is known of a task that another depends on. */
export type Dependency =
  | { readonly id: string; readonly state: "known"; readonly task: Task }
  /** It may be in any of these files. */
  | { readonly id: string; readonly state: "unread"; readonly files: readonly UnreadTask[] }
  | { readonly id: string; readonly state: "gone" };

export type Readiness = "ready" | "blocked";

type TasksById = ReadonlyMap<string, Task>;

/** The unread files of a directory. */
interface UnreadFiles {
  readonly files: readonly UnreadTask[];
  /** Those that seem to hold an id. Where none does, it may be any of them. */
  readonly byId: ReadonlyMap<string, readonly UnreadTask[]>;
}

/** Finds what the tasks of a listing depend on, each in its own data directory, and what keeps them from starting. */
export class Dependencies {
  readonly #tasks: readonly Task[];
  readonly #unread: readonly UnreadTask[];
  #directories: ReadonlyMap<string, TasksById> | undefined;
  #unreadIn: ReadonlyMap<string, UnreadFiles> | undefined;
  #lookups = 0;

  constructor({ tasks, unread }: Searched) {
    this.#tasks = tasks;
    this.#unread = unread;
  }

  /** Returns what a task depends on, each once; undefined if what its file states cannot be understood. */
  of({ dataDir, dependencies }: Pick<Task, "dataDir" | "dependencies">): readonly Dependency[] | undefined {
    if (dependencies === undefined) return undefined;
    return Array.from(new Set(dependencies), (id) => this.#find(dataDir, id));
  }

  /**
   * Returns those dependencies of a task that has not started which have not completed; none for any other task.
   */
  blocking(task: Pick<Task, "status" | "dataDir" | "dependencies">): readonly Dependency[] | undefined {
    if (!isPending(task)) return [];
    return this.of(task)?.filter((each) => each.state !== "known" || !hasCompleted(each.task));
  }

  /** Returns whether a task can start; undefined if it has started already, or if nobody can tell. */
  readiness(task: Pick<Task, "status" | "dataDir" | "dependencies">): Readiness | undefined {
    const { dataDir, dependencies } = task;
    if (!isPending(task) || dependencies === undefined) return undefined;
    // It makes no list of what blocks, as it runs for each of 100,000 tasks.
    const isBlocked = dependencies?.some((id) => !hasCompleted(this.#known(dataDir, id)));
    return isBlocked === true ? "blocked" : "ready";
  }

  #find(dataDir: string, id: string): Dependency {
    const task = this.#known(dataDir, id);
    if (task !== undefined) return { id, state: "known", task };
    this.#unreadIn ??= unreadByDirectory(this.#unread);
    const unread = this.#unreadIn.get(dataDir);
    if (unread === undefined) return { id, state: "gone" };
    return { id, state: "unread", files: unread.byId.get(id) ?? unread.files };
  }

  #known(dataDir: string, id: string): Task | undefined {
    this.#directories ??= made.get(this.#tasks);
    this.#lookups += 1;
    if (this.#directories === undefined && this.#lookups <= fewLookups) return scanned(this.#tasks, dataDir, id);
    this.#directories ??= directoriesOf(this.#tasks);
    return this.#directories.get(dataDir)?.get(id);
  }
}

// A queue's array of tasks is the same one until something changes, so what was made of it serves later calls too.
const made = new WeakMap<readonly Task[], ReadonlyMap<string, TasksById>>();

function directoriesOf(tasks: readonly Task[]): ReadonlyMap<string, TasksById> {
  const directories = byDirectory(tasks);
  made.set(tasks, directories);
  return directories;
}

/** Maps the tasks of each directory by id. Of several with one id, which should not exist, one that has not completed counts. */
function byDirectory(tasks: readonly Task[]): ReadonlyMap<string, TasksById> {
  const directories = new Map<string, Map<string, Task>>();
  for (const task of tasks) {
    const known = directories.get(task.dataDir) ?? new Map<string, Task>();
    directories.set(task.dataDir, known);
    if (givesWay(known.get(task.id))) known.set(task.id, task);
  }
  return directories;
}

/** Returns what the map has of one id. */
function scanned(tasks: readonly Task[], dataDir: string, id: string): Task | undefined {
  let found: Task | undefined;
  for (const task of tasks) if (task.id === id && task.dataDir === dataDir && givesWay(found)) found = task;
  return found;
}

/** Whether a task gives way to the next of its id: of several the first that has not completed counts, or else the last. */
function givesWay(namesake: Task | undefined): boolean {
  return namesake === undefined || hasCompleted(namesake);
}

/** Groups them once, as thousands of ids that are missing may meet thousands of files. */
function unreadByDirectory(unread: readonly UnreadTask[]): ReadonlyMap<string, UnreadFiles> {
  const directories = Array.from(
    grouped(unread, ({ dataDir }) => dataDir),
    ([dataDir, files]) => [dataDir, { files, byId: grouped(files, ({ id }) => id) }] as const,
  );
  return new Map(directories);
}

function hasCompleted(task: Task | undefined): boolean {
  return task !== undefined && phaseOf(task.status) === "completed";
}
