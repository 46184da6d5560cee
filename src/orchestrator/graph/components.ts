/**
 * Returns the strongly connected components, most of which have one node; each comes after those that it waits for.
 * `next[n]` are the nodes that n waits for. This is Tarjan's algorithm with a stack of its own: linear, and not recursive.
 */
export function componentsOf(next: readonly (readonly number[])[]): number[][] {
  const order: (number | undefined)[] = [];
  const lowest: number[] = [];
  const closed = new Set<number>();
  const open: number[] = [];
  const components: number[][] = [];
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
        else if (!closed.has(to)) lower(node, order[to]);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) lower(caller.node, lowest[node] ?? 0);
      if (lowest[node] === order[node]) components.push(close(node));
    }
  }
  return components;

  function lower(node: number, to: number): void {
    lowest[node] = Math.min(lowest[node] ?? to, to);
  }

  function close(node: number): number[] {
    const members: number[] = [];
    for (let member = open.pop(); member !== undefined; member = open.pop()) {
      closed.add(member);
      members.push(member);
      if (member === node) break;
    }
    return members.sort((a, b) => a - b);
  }
}
