import { closingEdges, type Edge, graphOf } from "./graph.ts";
import { MinHeap } from "./min-heap.ts";
import type { Operation, Workflow } from "../model/workflow.ts";

export interface PlannedOperation {
  readonly operation: Operation;
  /** From 0. Operations on the same level can run side by side, after those on lower levels. */
  readonly level: number;
  /** The edges to the operations it waits for, one for each, in the order of the file. */
  readonly waitsFor: readonly Edge[];
  /** Whether it is on a chain of dependencies whose timeouts have the highest sum. */
  readonly critical: boolean;
}

/**
 * Returns the operations of a valid workflow in the order in which they run: by level, and within a level in the order of
 * the file. A level has at most `parallel` operations, or else as many as the workflow's `parallel_limit` allows, or else
 * `otherwise`; it has one if the workflow is sequential. If more could run, the first in the file do. Linear in operations
 * and dependencies, except for a logarithm in the number of operations that could run at once.
 */
export function planOf(
  workflow: Workflow,
  parallel?: number,
  otherwise: number = Number.POSITIVE_INFINITY,
): PlannedOperation[] {
  const { type, operations, parallelLimit = otherwise } = workflow;
  const limit = type === "sequential" ? 1 : (parallel ?? parallelLimit);
  const graph = graphOf(operations);
  const left = closingEdges(graph);
  const waitsFor = graph.map((edges) => onceEach(edges.filter((edge) => !left.has(edge))));
  const levels = levelsOf(waitsFor, limit);
  const critical = criticalOf(waitsFor, levels.flat(), operations);
  return levels.flatMap((nodes, level) =>
    nodes.flatMap((node) => {
      const operation = operations[node];
      if (operation === undefined) return [];
      return [{ operation, level, waitsFor: waitsFor[node] ?? [], critical: critical.has(node) }];
    }),
  );
}

/** Keeps one of several edges to the same node, a hard one if there is any. */
function onceEach(edges: readonly Edge[]): Edge[] {
  const byNode = new Map<number, Edge>();
  for (const edge of edges) {
    if (!byNode.has(edge.to) || edge.dependency.kind === "hard") byNode.set(edge.to, edge);
  }
  return [...byNode.values()];
}

function levelsOf(waitsFor: readonly (readonly Edge[])[], limit: number): number[][] {
  const waiters = waitersOf(waitsFor);
  const missing = waitsFor.map((edges) => edges.length);
  const ready = new MinHeap();
  for (const [node, count] of missing.entries()) if (count === 0) ready.push(node);
  const levels: number[][] = [];
  while (true) {
    const level: number[] = [];
    for (let node = nextOf(level); node !== undefined; node = nextOf(level)) level.push(node);
    if (level.length === 0) return levels;
    levels.push(level);
    for (const waiter of level.flatMap((node) => waiters[node] ?? [])) {
      missing[waiter] = (missing[waiter] ?? 0) - 1;
      if (missing[waiter] === 0) ready.push(waiter);
    }
  }

  function nextOf(level: readonly number[]): number | undefined {
    return level.length < limit ? ready.pop() : undefined;
  }
}

function waitersOf(waitsFor: readonly (readonly Edge[])[]): number[][] {
  const waiters = waitsFor.map((): number[] => []);
  for (const { from, to } of waitsFor.flat()) waiters[to]?.push(from);
  return waiters;
}

/** Finds the operations on the longest chains. `order` has each node after those that it waits for. */
function criticalOf(
  waitsFor: readonly (readonly Edge[])[],
  order: readonly number[],
  operations: readonly Operation[],
): Set<number> {
  const seconds = operations.map(({ timeout }) => timeout);
  // Seconds from the beginning until a node ends, and from its start until everything that waits for it has ended.
  const until = [...seconds];
  const onward = [...seconds];
  for (const node of order) {
    for (const { to } of waitsFor[node] ?? []) lengthen(until, node, (until[to] ?? 0) + (seconds[node] ?? 0));
  }
  for (const node of order.toReversed()) {
    for (const { to } of waitsFor[node] ?? []) lengthen(onward, to, (onward[node] ?? 0) + (seconds[to] ?? 0));
  }
  const longest = until.reduce((most, time) => Math.max(most, time), 0);
  return new Set(order.filter((node) => (until[node] ?? 0) + (onward[node] ?? 0) - (seconds[node] ?? 0) === longest));
}

function lengthen(times: number[], node: number, time: number): void {
  times[node] = Math.max(times[node] ?? 0, time);
}
