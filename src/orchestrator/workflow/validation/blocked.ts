import { quote } from "../../text/printable.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { type Operation, operationLabel } from "../model/workflow.ts";

/**
 * Adds a problem for each operation that never runs because it waits, directly or through others, for one that cannot.
 * `blocked` has the reasons of the latter, which already have problems of their own; `hard[n]` are the nodes that n must
 * wait for.
 */
export function checkBlocked(
  operations: readonly Operation[],
  hard: readonly (readonly number[])[],
  blocked: ReadonlyMap<number, string>,
  problems: UnplacedProblem[],
): void {
  const waiters = operations.map((): number[] => []);
  for (const [node, next] of hard.entries()) for (const to of next) waiters[to]?.push(node);
  /** For each operation that never runs, the nearest one that is the cause. */
  const culprits = new Map([...blocked.keys()].map((node) => [node, node]));
  // The map grows during the loop, level by level: a breadth-first search.
  for (const [node, culprit] of culprits) {
    for (const waiter of waiters[node] ?? []) {
      if (!culprits.has(waiter)) culprits.set(waiter, culprit);
    }
  }
  for (const [node, culprit] of culprits) {
    const operation = operations[node];
    if (blocked.has(node) || operation === undefined) continue;
    const { id, index, at } = operation;
    problems.push({
      code: "never-runs",
      message: `${operationLabel(id, index)} never runs: it waits for ${quote(operations[culprit]?.id ?? "")}, ${blocked.get(culprit)}`,
      at: [...at, "id"],
    });
  }
}
