import { compare } from "../../orchestrator/compare.ts";
import { Dependencies, type Dependency } from "../../orchestrator/tasks/dependencies.ts";
import { phaseOf } from "../../orchestrator/task/phase.ts";
import { sinceOf } from "../../orchestrator/task/since.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import type { UnreadTask } from "../../orchestrator/tasks/unread.ts";

/** What a pane lists, in the order in which the panes stand. */
export const kinds = ["running", "failed", "ready", "blocked", "unclear", "other"] as const;
export type Kind = (typeof kinds)[number];

export interface Pane {
  readonly kind: Kind;
  readonly tasks: readonly Task[];
}

/** The orders that the user can choose: `usual` is that in which one would look at each pane. */
export const sorts = ["usual", "age", "name", "priority"] as const;
export type Sort = (typeof sorts)[number];

/** What a user has asked the panes to show. */
export interface Choice {
  /** What a task must have in its id, name, status, workflow or directory, as typed. */
  readonly filter: string;
  readonly sort: Sort;
}

/** All tasks of one look, each in the pane where it belongs. */
export class TaskGroups {
  readonly #groups: ReadonlyMap<Kind, readonly Task[]>;
  readonly #dependencies: Dependencies;
  /** The number of tasks by the phase of their status. */
  readonly counts: ReadonlyMap<string, number>;
  readonly tasks: readonly Task[];

  constructor(tasks: readonly Task[], unread: readonly UnreadTask[]) {
    this.tasks = tasks;
    const groups = new Map(kinds.map((kind): [Kind, Task[]] => [kind, []]));
    const counts = new Map<string, number>();
    this.#dependencies = new Dependencies({ tasks, unread });
    for (const task of tasks) {
      const phase = phaseOf(task.status);
      counts.set(phase, (counts.get(phase) ?? 0) + 1);
      groups.get(this.#kindOf(task, phase))?.push(task);
    }
    this.#groups = groups;
    this.counts = counts;
  }

  /** Returns the number of tasks in a pane that is not filtered. */
  count(kind: Kind): number {
    return this.#groups.get(kind)?.length ?? 0;
  }

  /** Returns what a blocked task waits for. */
  blockersOf(task: Task): readonly Dependency[] {
    return this.#dependencies.blocking(task) ?? [];
  }

  /**
   * Returns the panes that are to be shown. Tasks that nobody watches, such as completed ones, are in one only if the filter
   * asks for them.
   */
  panes({ filter, sort }: Choice): readonly Pane[] {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    return kinds.flatMap((kind) => {
      if (kind === "other" && words.length === 0) return [];
      const all = this.#groups.get(kind) ?? [];
      const tasks = words.length === 0 ? all : all.filter((task) => matches(task, words));
      const isRare = kind === "unclear" || kind === "other";
      return isRare && tasks.length === 0 ? [] : [{ kind, tasks: sorted(tasks, kind, sort) }];
    });
  }

  #kindOf(task: Task, phase: string): Kind {
    if (phase === "running" || phase === "failed") return phase;
    return phase === "pending" ? (this.#dependencies.readiness(task) ?? "unclear") : "other";
  }
}

function matches({ id, name, status, workflow, dataDir }: Task, words: readonly string[]): boolean {
  const text = `${id} ${name ?? ""} ${status} ${workflow ?? ""} ${dataDir}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Sorts tasks that are in the order of every listing, which is by priority. */
function sorted(tasks: readonly Task[], kind: Kind, sort: Sort): readonly Task[] {
  const hasEnded = kind === "failed" || kind === "other";
  if (sort === "name") return tasks.toSorted((a, b) => compare(a.name ?? a.id, b.name ?? b.id));
  if (sort === "priority" || (sort === "usual" && !hasEnded && kind !== "running")) return tasks;
  // What runs longest is looked at first, and so is what has ended last. Those of unknown age come after all others.
  const sign = sort === "usual" && hasEnded ? -1 : 1;
  const timed = tasks.map((task) => ({ task, key: (sinceOf(task) ?? Infinity * sign) * sign }));
  return timed.sort((a, b) => compare(a.key, b.key)).map(({ task }) => task);
}
