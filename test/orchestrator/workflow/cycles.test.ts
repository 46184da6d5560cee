import { describe, expect, it } from "vitest";
import { findCycles } from "../../../src/orchestrator/workflow/cycles.ts";

/** Which nodes can come back to themselves, by looking at every way. */
function nodesInCycles(next: readonly (readonly number[])[]): Set<number> {
  const reached = (start: number): Set<number> => {
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
  };
  return new Set([...next.keys()].filter((node) => reached(node).has(node)));
}

describe("findCycles", () => {
  it("agrees with a naive model on random graphs [validate-cycle]", () => {
    let seed = 11;
    const random = (limit: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % limit;
    };
    const counts = { cyclic: 0, acyclic: 0 };
    for (let round = 0; round < 2000; round += 1) {
      const size = 1 + random(8);
      const next = Array.from({ length: size }, (_, node) =>
        Array.from({ length: random(3) }, () => random(size)).filter((to) => to !== node),
      );
      const expected = nodesInCycles(next);
      const cycles = findCycles(next);
      expect(cycles.length > 0).toBe(expected.size > 0);
      counts[expected.size > 0 ? "cyclic" : "acyclic"] += 1;
      for (const cycle of cycles) {
        for (const [index, node] of cycle.entries()) {
          expect(next[node]).toContain(cycle[(index + 1) % cycle.length]);
        }
      }
      // No two cycles share a node.
      const all = cycles.flat();
      expect(new Set(all).size).toBe(all.length);
      // The lowest of all is always the lowest of its group.
      expect(all.includes(Math.min(...expected))).toBe(expected.size > 0);
    }
    expect(Math.min(counts.cyclic, counts.acyclic)).toBeGreaterThan(200);
  });

  it("is not recursive: a chain of 100,000 nodes is no matter [validate-size]", () => {
    const length = 100_000;
    const chain = Array.from({ length }, (_, node) => (node + 1 < length ? [node + 1] : []));
    expect(findCycles(chain)).toStrictEqual([]);
    chain[length - 1] = [0];
    expect(findCycles(chain)[0]?.length).toBe(length);
  });
});
