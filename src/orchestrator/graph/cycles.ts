import { excerpt } from "../text/printable.ts";
import { componentsOf } from "./components.ts";

/** Nodes that all wait for each other, directly or through others. */
export interface Cycle {
  /** The shortest cycle through the lowest of them, starting there. */
  readonly way: readonly number[];
  readonly members: readonly number[];
}

/**
 * Returns each group of nodes that all wait for each other, ordered by their lowest nodes. `next[n]` are the nodes that n
 * waits for. An edge from a node to itself does not count as a cycle. Linear in nodes and edges, and not recursive.
 */
export function findCycles(next: readonly (readonly number[])[]): Cycle[] {
  const groups = componentsOf(next).filter((members) => members.length > 1);
  const cycles = groups.map((members): Cycle => {
    const inGroup = new Set(members);
    return { way: shortestCycle(members[0] ?? 0, next, (node) => inGroup.has(node)), members };
  });
  return cycles.sort((a, b) => (a.members[0] ?? 0) - (b.members[0] ?? 0));
}

/** Returns the shortest way from a node back to itself through nodes of its group; only the node if there is none. */
function shortestCycle(
  start: number,
  next: readonly (readonly number[])[],
  isInGroup: (node: number) => boolean,
): number[] {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of next[node] ?? []) {
      if (to === start && node !== start) return wayTo(node);
      if (to === start || cameFrom.has(to) || !isInGroup(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return [start];

  function wayTo(end: number): number[] {
    const way = [end];
    for (let node = cameFrom.get(end); node !== undefined; node = cameFrom.get(node)) {
      way.push(node);
    }
    return way.toReversed();
  }
}

const longestShown = 12;

/** Returns `a -> b -> a` for the names of a way round, shortened if it would fill the screen. */
export function describeCycle(names: readonly string[]): string {
  const left = names.length - longestShown;
  const shown = left > 0 ? [...names.slice(0, longestShown - 1), `... ${left} more ...`, ...names.slice(-1)] : names;
  return [...shown, ...shown.slice(0, 1)].map(excerpt).join(" -> ");
}
