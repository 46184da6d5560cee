import { componentsOf } from "../../graph/components.ts";
import type { Dependency, Operation } from "../model/workflow.ts";

/** States that an operation waits for another. Both are given by their indices in the list. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly dependency: Dependency;
}

/** For each operation, the edges to those that it waits for. */
export type Graph = readonly (readonly Edge[])[];

/** Maps each id to the index of its operation, or to undefined if several have it, so that it stands for none of them. */
export function operationsById(operations: readonly Operation[]): Map<string, number | undefined> {
  const byId = new Map<string, number | undefined>();
  for (const [node, { id }] of operations.entries()) {
    if (id !== undefined) byId.set(id, byId.has(id) ? undefined : node);
  }
  return byId;
}

/** Returns all dependencies, hard or not, on other operations that exist. */
export function graphOf(operations: readonly Operation[]): Graph {
  const byId = operationsById(operations);
  return operations.map(({ dependsOn }, from) =>
    dependsOn.flatMap((dependency) => {
      const to = byId.get(dependency.id);
      return to === undefined || to === from ? [] : [{ from, to, dependency }];
    }),
  );
}

/** Returns for each node the nodes that it waits for, by all edges or only by hard ones. */
export function nextNodes(graph: Graph, kind: "all" | "hard"): number[][] {
  return graph.map((edges) =>
    edges.filter(({ dependency }) => kind === "all" || dependency.kind === "hard").map(({ to }) => to),
  );
}

/**
 * Returns the soft and optional edges to leave out so that no cycle contains one. Each of them is on a cycle. If there is a
 * choice, it is those of the first operation without hard dependencies. Linear in operations and edges.
 */
export function closingEdges(graph: Graph): ReadonlySet<Edge> {
  const left = new Set<Edge>();
  for (const members of componentsOf(nextNodes(graph, "all"))) {
    if (members.length > 1) leaveOut(members, graph, left);
  }
  return left;
}

/**
 * Takes the members of a component one by one: those that wait for no remaining member first, or else one without hard
 * edges to these.
 */
function leaveOut(members: readonly number[], graph: Graph, left: Set<Edge>): void {
  const inside = new Set(members);
  const waiters = new Map<number, { waiter: number; isHard: boolean }[]>(members.map((node) => [node, []]));
  const all = new Map<number, number>();
  const hard = new Map<number, number>();
  for (const waiter of members) {
    const edges = edgesInside(waiter);
    for (const { to, dependency } of edges) waiters.get(to)?.push({ waiter, isHard: dependency.kind === "hard" });
    all.set(waiter, edges.length);
    hard.set(waiter, edges.filter(({ dependency }) => dependency.kind === "hard").length);
  }
  const free: number[] = [];
  const softlyBound = members.filter((node) => hard.get(node) === 0);
  const taken = new Set<number>();
  // Both lists grow during the loop. Nodes on a hard cycle, and those that wait for one, never enter either.
  for (let f = 0, s = 0; ;) {
    const node = f < free.length ? free[f++] : softlyBound[s++];
    if (node === undefined) return;
    if (taken.has(node)) continue;
    for (const edge of edgesInside(node)) if (!taken.has(edge.to)) left.add(edge);
    taken.add(node);
    for (const { waiter, isHard } of waiters.get(node) ?? []) {
      if (countDown(all, waiter) === 0) free.push(waiter);
      if (isHard && countDown(hard, waiter) === 0) softlyBound.push(waiter);
    }
  }

  function edgesInside(node: number): Edge[] {
    return (graph[node] ?? []).filter(({ to }) => inside.has(to));
  }
}

function countDown(counts: Map<number, number>, node: number): number {
  const count = (counts.get(node) ?? 0) - 1;
  counts.set(node, count);
  return count;
}
