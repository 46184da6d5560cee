import { jsonExtension } from "../files/entry-name.ts";
import { grouped } from "../grouped.ts";
import { problem, type Problem } from "../problem.ts";
import { printable, quote } from "../text/printable.ts";
import { compareTasks } from "../tasks/order.ts";
import { pathOf, type Task } from "../task/task.ts";

/**
 * Finds ids that several files claim. Files that are named after their id cannot clash with each other, so only the
 * others are kept here. Usually there are none, which keeps the index of 100,000 tasks small.
 */
export class DuplicateIds {
  readonly #odd = new Set<Task>();

  add(task: Task): void {
    if (!isNamedAfterId(task)) this.#odd.add(task);
  }

  remove(task: Task): void {
    this.#odd.delete(task);
  }

  clear(): void {
    this.#odd.clear();
  }

  /**
   * Returns one problem for each file that shares its id. `namesake` finds the task whose file is named after an id.
   */
  problems(namesake: (id: string) => Task | undefined): readonly Problem[] {
    return [...grouped(this.#odd, ({ id }) => id)].flatMap(([id, odd]) => {
      const named = namesake(id);
      const tasks = (named === undefined ? odd : [named, ...odd]).sort(compareTasks);
      const [first, second] = tasks;
      if (first === undefined || second === undefined) return [];
      const more = tasks.length > 2 ? ` and ${tasks.length - 2} more` : "";
      return tasks.map((task) => {
        const other = printable(pathOf(task === first ? second : first));
        return problem("duplicate-id", pathOf(task), `id ${quote(id)} also stands in ${other}${more}`);
      });
    });
  }
}

/** Returns whether a task's file is named after its id. It builds no string, as it runs for each of 100,000 files. */
function isNamedAfterId({ id, fileName }: Task): boolean {
  return fileName.length === id.length + jsonExtension.length && fileName.startsWith(id);
}
