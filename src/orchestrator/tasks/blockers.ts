import { phaseOf } from "./phase.ts";
import type { Task } from "./task.ts";
import { holdersOf, type UnreadTask } from "./unread.ts";

/** What is known of a task that another depends on. */
export type Dependency =
  | { readonly id: string; readonly state: "known"; readonly task: Task }
  /** It may be in any of these files. */
  | { readonly id: string; readonly state: "unread"; readonly files: readonly UnreadTask[] }
  | { readonly id: string; readonly state: "gone" };

/** Finds what the tasks of a listing depend on, each in its own data directory, and what keeps them from starting. */
export class Dependencies {
  readonly #tasks: Iterable<Task>;
  readonly #unread: readonly UnreadTask[];
  #known: ReadonlyMap<string, ReadonlyMap<string, Task>> | undefined;

  constructor({ tasks, unread }: { readonly tasks: Iterable<Task>; readonly unread: readonly UnreadTask[] }) {
    this.#tasks = tasks;
    this.#unread = unread;
  }

  /** Returns what a task depends on, each once; undefined if what its file states cannot be understood. */
  of({ dataDir, dependencies }: Pick<Task, "dataDir" | "dependencies">): readonly Dependency[] | undefined {
    if (dependencies === undefined) return undefined;
    return Array.from(new Set(dependencies), (id) => this.#find(dataDir, id));
  }

  /**
   * Returns those dependencies of a task that has not started which have not completed; none for any other task. A pending
   * task for which this is empty is ready.
   */
  blocking(task: Pick<Task, "status" | "dataDir" | "dependencies">): readonly Dependency[] | undefined {
    if (phaseOf(task.status) !== "pending") return [];
    return this.of(task)?.filter((each) => each.state !== "known" || !hasCompleted(each.task));
  }

  #find(dataDir: string, id: string): Dependency {
    // The map is made with the first question, because most calls ask none.
    this.#known ??= byDirectory(this.#tasks);
    const task = this.#known.get(dataDir)?.get(id);
    if (task !== undefined) return { id, state: "known", task };
    const unread = this.#unread.filter((file) => file.dataDir === dataDir);
    return unread.length === 0 ? { id, state: "gone" } : { id, state: "unread", files: holdersOf([id], unread) };
  }
}

/** Maps the tasks of each directory by id. Of several with one id, which should not exist, one that has not completed counts. */
function byDirectory(tasks: Iterable<Task>): ReadonlyMap<string, ReadonlyMap<string, Task>> {
  const directories = new Map<string, Map<string, Task>>();
  for (const task of tasks) {
    const known = directories.get(task.dataDir) ?? new Map<string, Task>();
    directories.set(task.dataDir, known);
    const namesake = known.get(task.id);
    if (namesake === undefined || hasCompleted(namesake)) known.set(task.id, task);
  }
  return directories;
}

function hasCompleted({ status }: Task): boolean {
  return phaseOf(status) === "completed";
}
