import { idOfFile, layout } from "../data-dir/layout.ts";
import type { JsonDirectory } from "../files/json-directory.ts";
import { problem, type Problem } from "../problem.ts";
import { pathOf, type Task } from "../task/task.ts";

/** What is shown of a queue's two layouts, and what is not. */
export interface Shown {
  readonly tasks: Task[];
  /**
   * The tasks of the plain layout that are not shown because the daemon's store has them too, each with what keeps the
   * daemon's file from being read, if so: then the plain one may be out of date.
   */
  readonly hidden: ReadonlyMap<Task, Problem | undefined>;
}

/** Returns the daemon's tasks, and the plain ones that the daemon's store has no file for. */
export function shownOf(daemon: JsonDirectory<Task>, plain: readonly JsonDirectory<Task>[]): Shown {
  const tasks = [...daemon.entries.values()];
  const hidden = new Map<Task, Problem | undefined>();
  const daemons = new Map<string, Problem | undefined>();
  if (hasTasks(plain)) {
    for (const { name, problem: found } of daemon.unread) daemons.set(idOfFile(name), found);
    for (const { id } of tasks) daemons.set(id.normalize(), undefined);
  }
  for (const { entries } of plain) {
    for (const task of entries.values()) {
      const id = task.id.normalize();
      if (daemons.has(id)) hidden.set(task, daemons.get(id));
      else tasks.push(task);
    }
  }
  return { tasks, hidden };
}

/** Whether there are files of both layouts: also one that cannot be read decides which of the two is shown. */
export function areBoth({ entries, problems }: JsonDirectory<Task>, plain: readonly JsonDirectory<Task>[]): boolean {
  return hasTasks(plain) && (entries.size > 0 || problems.size > 0);
}

function hasTasks(directories: readonly JsonDirectory<Task>[]): boolean {
  return directories.some(({ entries }) => entries.size > 0);
}

/** Returns the problem of a plain task that is hidden. `unread` is what keeps the daemon's file from being read, if so. */
export function inBothLayouts(task: Task, unread: Problem | undefined): Problem {
  const path = pathOf(task);
  if (unread === undefined) {
    const shown = `the daemon's ${layout.store} has a task of the same id, which is the one shown`;
    return problem("in-both-layouts", path, shown);
  }
  const message = `the daemon's ${layout.store} has a file of this id that cannot be read, so what is here may be out of date and is not shown`;
  return problem("in-both-layouts", path, message, `Fix ${unread.path} first.`);
}
