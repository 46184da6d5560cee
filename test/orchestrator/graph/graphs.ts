import * as fc from "fast-check";

/** What each of up to 9 nodes waits for, none for itself; about half of them have cycles. */
export const graphs: fc.Arbitrary<number[][]> = fc
  .integer({ min: 1, max: 9 })
  .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 2 }), { minLength: size, maxLength: size }))
  .map((next) => next.map((tos, node) => tos.filter((to) => to !== node)));

/** All nodes that can be got to, in one step or many. */
export function reachedFrom(next: readonly (readonly number[])[], start: number): Set<number> {
  const seen = new Set<number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of next[node] ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

/** An edge of a random workflow: `from` waits for `to`. */
export interface RandomEdge {
  readonly from: number;
  readonly to: number;
  readonly type: "hard" | "soft" | "optional";
}

/** Up to 9 operations that wait for each other, hard or not; hard ones may make cycles. */
export const mixedGraphs: fc.Arbitrary<{ size: number; edges: RandomEdge[] }> = fc
  .integer({ min: 1, max: 9 })
  .chain((size) => {
    const edge = fc.record({
      from: fc.nat(size - 1),
      to: fc.nat(size - 1),
      type: fc.constantFrom("hard", "soft", "optional"),
    });
    return fc.record({ size: fc.constant(size), edges: fc.array(edge, { maxLength: 2 * size }) });
  })
  .map(({ size, edges }) => ({ size, edges: edges.filter(({ from, to }) => from !== to) }));

/** What each node waits for, as `findCycles` takes it. */
export function nextOf(size: number, edges: readonly { from: number; to: number }[]): number[][] {
  const next = Array.from({ length: size }, (): number[] => []);
  for (const { from, to } of edges) next[from]?.push(to);
  return next;
}

export function hasCycle(size: number, edges: readonly { from: number; to: number }[]): boolean {
  const next = nextOf(size, edges);
  return [...next.keys()].some((node) => reachedFrom(next, node).has(node));
}

/** The document of a workflow with these operations, called `o0`, `o1`, ... */
export function documentOf(
  { size, edges }: { size: number; edges: readonly RandomEdge[] },
  fields: Record<string, unknown> = {},
  operationFields: (node: number) => Record<string, unknown> = () => ({}),
): Record<string, unknown> {
  return {
    ...fields,
    operations: Array.from({ length: size }, (_, node) => ({ id: `o${node}`, ...operationFields(node) })),
    dependencies: edges.map(({ from, to, type }) => ({ source: `o${to}`, target: `o${from}`, type })),
  };
}
