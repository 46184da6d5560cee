/**
 * One cycle of each group of nodes that all wait for each other: the shortest through the group's lowest node,
 * starting with it. `next[n]` are the nodes that n waits for; an edge to itself is no cycle here.
 * Linear in nodes and edges, and not recursive.
 */
export function findCycles(next: readonly (readonly number[])[]): number[][] {
  const group = groupsOf(next);
  const visited = new Set<number>();
  const cycles: number[][] = [];
  for (const node of next.keys()) {
    const own = group[node];
    if (own === undefined || visited.has(own)) continue;
    visited.add(own);
    const cycle = shortestCycle(node, next, (other) => group[other] === own);
    if (cycle.length > 1) cycles.push(cycle);
  }
  return cycles.sort(([a = 0], [b = 0]) => a - b);
}

/** For each node the number of its strongly connected component (Tarjan's algorithm with a stack of its own). */
function groupsOf(next: readonly (readonly number[])[]): number[] {
  const order: (number | undefined)[] = [];
  const lowest: number[] = [];
  const group: number[] = [];
  const open: number[] = [];
  let counter = 0;

  for (const root of next.keys()) {
    if (order[root] !== undefined) continue;
    const calls = [{ node: root, edge: 0 }];
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { node } = call;
      if (call.edge === 0 && order[node] === undefined) {
        order[node] = counter;
        lowest[node] = counter;
        counter += 1;
        open.push(node);
      }
      const to = next[node]?.[call.edge];
      call.edge += 1;
      if (to !== undefined) {
        if (order[to] === undefined) calls.push({ node: to, edge: 0 });
        else if (group[to] === undefined) lower(node, order[to]);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) lower(caller.node, lowest[node] ?? 0);
      if (lowest[node] !== order[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        group[member] = node;
        if (member === node) break;
      }
    }
  }
  return group;

  function lower(node: number, to: number): void {
    lowest[node] = Math.min(lowest[node] ?? to, to);
  }
}

/** The shortest way from a node back to itself through nodes of its group; only the node where there is none. */
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
