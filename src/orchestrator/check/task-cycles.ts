import { describeCycle, findCycles } from "../graph/cycles.ts";
import { problem, type Problem } from "../problem.ts";
import { quote } from "../text/printable.ts";
import type { Dependencies } from "../tasks/dependencies.ts";
import { isOpen } from "../task/phase.ts";
import { pathOf, type Task } from "../task/task.ts";

/**
 * Finds open tasks that depend on each other or on themselves, one problem for each group of them. It takes time in
 * proportion to the tasks and their dependencies.
 */
export function cycleProblems(all: readonly Task[], dependencies: Dependencies): readonly Problem[] {
  const open = all.filter(isOpen);
  const nodes = new Map(open.map((task, node) => [task, node]));
  const next = open.map((task) =>
    (dependencies.of(task) ?? []).flatMap((each) => (each.state === "known" ? (nodes.get(each.task) ?? []) : [])),
  );
  const own = open
    .filter((_, node) => next[node]?.includes(node) === true)
    .map((task) => problem("dependency-cycle", pathOf(task), `task ${quote(task.id)} depends on itself`));
  const others = findCycles(next).flatMap(({ way }) => {
    const tasks = way.flatMap((node) => open[node] ?? []);
    const [first] = tasks;
    const message = `open tasks depend on each other: ${describeCycle(tasks.map(({ id }) => id))}`;
    return first === undefined ? [] : problem("dependency-cycle", pathOf(first), message);
  });
  return [...own, ...others];
}
