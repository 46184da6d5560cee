import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { componentsOf } from "../../../src/orchestrator/graph/components.ts";
import { findCycles } from "../../../src/orchestrator/graph/cycles.ts";
import { graphs, reachedFrom } from "./graphs.ts";

/** Which nodes can come back to themselves, by looking at every way. */
function nodesInCycles(next: readonly (readonly number[])[]): number[] {
  return [...next.keys()].filter((node) => reachedFrom(next, node).has(node));
}

describe("cycles", () => {
  it("are found wherever a naive model finds one, each a way round, one for each group [validate-cycle]", () => {
    fc.assert(
      fc.property(graphs, (next) => {
        const cycles = findCycles(next);
        const expected = nodesInCycles(next);
        expect(cycles.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toStrictEqual(expected);
        for (const { way, members } of cycles) {
          expect(way[0]).toBe(Math.min(...members));
          for (const [i, node] of way.entries()) expect(next[node]).toContain(way[(i + 1) % way.length]);
          for (const member of members)
            expect([...reachedFrom(next, member)]).toEqual(expect.arrayContaining([...way]));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("lie in groups of which each comes after all that it waits for [validate-cycle]", () => {
    fc.assert(
      fc.property(graphs, (next) => {
        const components = componentsOf(next);
        const place = new Map(components.flatMap((members, i) => members.map((node) => [node, i])));
        expect(place.size).toBe(next.length);
        for (const [node, tos] of next.entries()) {
          for (const to of tos) expect(place.get(to)).toBeLessThanOrEqual(place.get(node) ?? -1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("are found without recursion: a chain of 100,000 nodes is no matter [validate-size]", () => {
    const length = 100_000;
    const chain = Array.from({ length }, (_, node) => (node + 1 < length ? [node + 1] : []));
    expect(findCycles(chain)).toStrictEqual([]);
    chain[length - 1] = [0];
    expect(findCycles(chain)[0]?.way.length).toBe(length);
  });
});
