import { quote } from "../../text/printable.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { type Operation, operationLabel } from "../model/workflow.ts";

/**
 * Reports the operations that never run since they wait, directly or through others, for one that never does. `blocked`
 * says why of those that are themselves to blame, which have been reported; `hard[n]` are the nodes that n must wait for.
 */
export function checkBlocked(
  operations: readonly Operation[],
  hard: readonly (readonly number[])[],
  blocked: ReadonlyMap<number, string>,
  problems: UnplacedProblem[],
): void {
  const waiters = operations.map((): number[] => []);
  for (const [node, next] of hard.entries()) for (const to of next) waiters[to]?.push(node);
  /** For each operation that never runs, the nearest to blame. */
  const culprits = new Map([...blocked.keys()].map((node) => [node, node]));
  // It grows meanwhile, level by level.
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
      at: id === undefined ? at : [...at, "id"],
    });
  }
}
