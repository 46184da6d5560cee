import { findCycles, type Cycle } from "../graph/cycles.ts";
import { Dependencies, type Dependency } from "./dependencies.ts";
import { isOpen } from "../task/phase.ts";
import type { Task } from "../task/task.ts";
import type { Searched } from "./unread.ts";

/** An open task, or what one waits for: a task that has not completed, one that is gone, or one that cannot be read. */
export type WaitingNode = Dependency;

/** What to say of a node whose task is not known. */
export const wordsFor = { gone: "gone", unread: "cannot be read" } as const;

/** What waits for what in one data directory, with all nodes by their indices. */
export interface WaitingGraph {
  readonly nodes: readonly WaitingNode[];
  /** For each node, the nodes that it waits for; undefined where what its file states cannot be understood. */
  readonly waitsFor: readonly (readonly number[] | undefined)[];
  /** For each node, the nodes that wait for it. */
  readonly waiters: readonly (readonly number[])[];
}

/** Returns the graph of the open tasks of one data directory, in their order, and of what they wait for. */
export function waitingGraph(searched: Searched): WaitingGraph {
  const dependencies = new Dependencies(searched);
  const nodes: WaitingNode[] = [];
  const numbers = new Map<Task | string, number>();
  const numberOf = (node: WaitingNode): number => {
    const key = node.state === "known" ? node.task : node.id;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, nodes.length);
    return nodes.push(node) - 1;
  };
  for (const task of searched.tasks) if (isOpen(task)) numberOf({ id: task.id, state: "known", task });
  const waitsFor: (readonly number[] | undefined)[] = [];
  // What open tasks wait for comes after them in the list, and waits for nothing itself.
  for (const node of nodes) {
    waitsFor.push(node.state === "known" ? dependencies.blocking(node.task)?.map(numberOf) : []);
  }
  return linked(nodes, waitsFor);
}

function linked(nodes: readonly WaitingNode[], waitsFor: WaitingGraph["waitsFor"]): WaitingGraph {
  const waiters = nodes.map((): number[] => []);
  for (const [node, others = []] of waitsFor.entries()) for (const other of others) waiters[other]?.push(node);
  return { nodes, waitsFor, waiters };
}

/** Returns the part of a graph that has the wanted nodes, all that they wait for, and all that waits for them. */
export function partAround(graph: WaitingGraph, isWanted: (node: WaitingNode) => boolean): WaitingGraph {
  const start = Array.from(graph.nodes.entries()).flatMap(([i, node]) => (isWanted(node) ? i : []));
  const kept = new Set([...reached(start, graph.waitsFor), ...reached(start, graph.waiters)]);
  return part(graph, (node) => kept.has(node));
}

/**
 * Returns the tasks that will not start by themselves: what they wait for, near or far, has ended without having completed,
 * is gone, or waits for them.
 */
export function stuckIn(graph: WaitingGraph): ReadonlySet<Task> {
  const ends = Array.from(graph.nodes.entries()).flatMap(([i, node]) =>
    node.state === "gone" || (node.state === "known" && !isOpen(node.task)) ? i : [],
  );
  const start = [...ends, ...circlesOf(graph).flatMap(({ members }) => members)];
  const nodes = Array.from(reached(start, graph.waiters), (node) => graph.nodes[node]);
  return new Set(nodes.flatMap((node) => (node?.state === "known" && isOpen(node.task) ? node.task : [])));
}

/** Returns all nodes that these lead to, with themselves. */
function reached(start: readonly number[], next: readonly (readonly number[] | undefined)[]): ReadonlySet<number> {
  const found = new Set(start);
  for (const node of found) for (const other of next[node] ?? []) found.add(other);
  return found;
}

/** Returns the part of a graph that has the nodes that are kept, in the same order. */
export function part({ nodes, waitsFor }: WaitingGraph, keeps: (node: number) => boolean): WaitingGraph {
  const kept = Array.from(nodes.keys()).filter(keeps);
  const numbers = new Map(kept.map((node, i) => [node, i]));
  return linked(
    kept.flatMap((node) => nodes[node] ?? []),
    kept.map((node) => waitsFor[node]?.flatMap((other) => numbers.get(other) ?? [])),
  );
}

/** Whether nothing is known that a node waits for, nor anything that waits for it. */
export function isAlone({ waitsFor, waiters }: WaitingGraph, node: number): boolean {
  return waitsFor[node]?.length === 0 && waiters[node]?.length === 0;
}

/** Returns the groups of tasks that all wait for each other, a task that waits for itself among them. */
export function circlesOf({ waitsFor }: WaitingGraph): readonly Cycle[] {
  const next = waitsFor.map((others = []) => others);
  const circles = findCycles(next);
  const found = new Set(circles.flatMap(({ members }) => members));
  const own = Array.from(next.keys()).filter((node) => next[node]?.includes(node) === true && !found.has(node));
  return [...circles, ...own.map((node) => ({ way: [node], members: [node] }))];
}
