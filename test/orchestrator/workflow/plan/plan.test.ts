import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closingEdges, graphOf } from "../../../../src/orchestrator/workflow/plan/graph.ts";
import { mermaidOf } from "../../../../src/orchestrator/graph/mermaid.ts";
import { drawingOf } from "../../../../src/orchestrator/workflow/plan/drawing.ts";
import { MinHeap } from "../../../../src/orchestrator/workflow/plan/min-heap.ts";
import { planOf, type PlannedOperation } from "../../../../src/orchestrator/workflow/plan/plan.ts";
import type { Workflow } from "../../../../src/orchestrator/workflow/model/workflow.ts";
import { readWorkflow } from "../../../../src/orchestrator/workflow/model/workflow-reader.ts";
import type { UnplacedProblem } from "../../../../src/orchestrator/workflow/unplaced-problem.ts";
import { documentOf, hasCycle, mixedGraphs, nextOf, type RandomEdge, reachedFrom } from "../../graph/graphs.ts";

function read(document: unknown): Workflow {
  const problems: UnplacedProblem[] = [];
  const workflow = readWorkflow(document, [], problems);
  for (const { message } of problems) throw new Error(message);
  if (workflow === undefined) throw new Error("no workflow");
  return workflow;
}

/** What the plan heeds, as numbers. */
function waits(planned: readonly PlannedOperation[]): { from: number; to: number }[] {
  return planned.flatMap(({ waitsFor }) => waitsFor.map(({ from, to }) => ({ from, to })));
}

/** Each operation's level, by its place in the file. */
function levelsOf(planned: readonly PlannedOperation[]): number[] {
  const levels: number[] = [];
  for (const { operation, level } of planned) levels[operation.index] = level;
  return levels;
}

const runnable = mixedGraphs.filter(({ size, edges }) => {
  const hard = edges.filter(({ type }) => type === "hard");
  return !hasCycle(size, hard);
});

describe("the edges that an order leaves out", () => {
  it("are soft or optional, on a cycle each, and with them every cycle is gone [plan-soft]", () => {
    const seen = { some: 0, none: 0 };
    fc.assert(
      fc.property(runnable, ({ size, edges }) => {
        const graph = graphOf(read(documentOf({ size, edges })).operations);
        const left = [...closingEdges(graph)];
        seen[left.length > 0 ? "some" : "none"] += 1;
        const next = nextOf(size, edges);
        for (const { from, to, dependency } of left) {
          expect(dependency.kind).not.toBe("hard");
          expect([...reachedFrom(next, to)]).toContain(from);
        }
        const kept = graph.flat().filter((edge) => !left.includes(edge));
        expect(hasCycle(size, kept)).toBe(false);
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.some, seen.none)).toBeGreaterThan(100);
  });

  it("are few enough: of two operations that wait softly for each other one still waits [plan-soft]", () => {
    const edges = [
      { from: 0, to: 1, type: "soft" as const },
      { from: 1, to: 0, type: "optional" as const },
    ];
    expect(waits(planOf(read(documentOf({ size: 2, edges }))))).toStrictEqual([{ from: 1, to: 0 }]);
    const ring = [0, 1, 2].map((from) => ({ from, to: (from + 1) % 3, type: "soft" as const }));
    expect(waits(planOf(read(documentOf({ size: 3, edges: ring }))))).toStrictEqual([
      { from: 2, to: 0 },
      { from: 1, to: 2 },
    ]);
  });

  it("are of one that waits for two only those that the order found before these two [plan-soft]", () => {
    const soft = (from: number, to: number) => ({ from, to, type: "soft" as const });
    const hard = (from: number, to: number) => ({ from, to, type: "hard" as const });
    const leftOf = (size: number, edges: RandomEdge[]) =>
      [...closingEdges(graphOf(read(documentOf({ size, edges })).operations))].map(({ from, to }) => [from, to]);
    const both = [hard(2, 0), hard(2, 1), soft(0, 2), soft(1, 2)];
    // As soon as 0 and 1 are placed 2 is, before 3, which then may wait for it.
    expect(leftOf(4, [...both, soft(0, 3), soft(3, 2)])).toStrictEqual([
      [0, 2],
      [0, 3],
      [1, 2],
    ]);
    // 2 and 3 wait softly for each other too, and both are placed after what they must wait for.
    expect(leftOf(4, [...both, hard(3, 0), hard(3, 1), soft(2, 3), soft(3, 2)])).toStrictEqual([
      [0, 2],
      [1, 2],
      [2, 3],
    ]);
  });

  it("are none of one that waits hard for two, before the second is placed [plan-soft]", () => {
    const edges = [
      ...[0, 1, 2].map((from) => ({ from, to: 3, type: "soft" as const })),
      ...[0, 2].map((to) => ({ from: 3, to, type: "hard" as const })),
      { from: 2, to: 1, type: "hard" as const },
    ];
    const left = closingEdges(graphOf(read(documentOf({ size: 4, edges })).operations));
    expect([...left].map(({ from, to }) => [from, to])).toStrictEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  it("are on a cycle also where hard dependencies make one [plan-soft]", () => {
    fc.assert(
      fc.property(mixedGraphs, ({ size, edges }) => {
        const next = nextOf(size, edges);
        for (const { from, to, dependency } of closingEdges(graphOf(read(documentOf({ size, edges })).operations))) {
          expect(dependency.kind).not.toBe("hard");
          expect([...reachedFrom(next, to)]).toContain(from);
        }
      }),
    );
  });
});

describe("a plan", () => {
  it("puts each operation on the first level after all that it waits for [plan-levels]", () => {
    fc.assert(
      fc.property(runnable, (graph) => {
        const planned = planOf(read(documentOf(graph)));
        const next = nextOf(graph.size, waits(planned));
        const depth = (node: number): number => Math.max(0, ...(next[node] ?? []).map((to) => depth(to) + 1));
        expect(levelsOf(planned)).toStrictEqual(Array.from({ length: graph.size }, (_, node) => depth(node)));
        const hard = graph.edges.filter(({ type }) => type === "hard");
        for (const { from, to } of hard) expect(waits(planned)).toContainEqual({ from, to });
      }),
      { numRuns: 500 },
    );
  });

  it("fills each level up to the limit, with the first of the file that can run [plan-parallel]", () => {
    fc.assert(
      fc.property(runnable, fc.integer({ min: 1, max: 4 }), (graph, limit) => {
        const planned = planOf(read(documentOf(graph)), limit);
        const next = nextOf(graph.size, waits(planned));
        const expected: number[] = [];
        for (let level = 0; expected.filter((each) => each !== undefined).length < graph.size; level += 1) {
          const ready = [...next.keys()].filter(
            (node) => expected[node] === undefined && next[node]?.every((to) => expected[to] !== undefined),
          );
          for (const node of ready.slice(0, limit)) expected[node] = level;
        }
        expect(levelsOf(planned)).toStrictEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("takes its limit from --parallel, else from parallel_limit; a sequential workflow has none side by side [plan-limit]", () => {
    const graph = { size: 5, edges: [] };
    const highest = (fields: Record<string, unknown>, parallel?: number) =>
      Math.max(...levelsOf(planOf(read(documentOf(graph, fields)), parallel)));
    expect(highest({})).toBe(0);
    expect(highest({ parallel_limit: 2 })).toBe(2);
    expect(highest({ parallel_limit: 2 }, 3)).toBe(1);
    expect(highest({ parallel_limit: 2, type: "parallel" }, 9)).toBe(0);
    expect(highest({ parallel_limit: 2, type: "sequential" }, 3)).toBe(4);
  });

  it("calls critical what is on a longest chain by timeout, 300 s where none is given [plan-critical]", () => {
    const timeouts = fc.array(fc.constantFrom(undefined, 1, 300, 600), { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(runnable, timeouts, fc.integer({ min: 1, max: 4 }), (graph, given, limit) => {
        const document = documentOf(graph, {}, (node) => ({ timeout: given[node] }));
        const planned = planOf(read(document), limit);
        const next = nextOf(graph.size, waits(planned));
        const chains: number[][] = [];
        const follow = (chain: number[]): void => {
          chains.push(chain);
          for (const to of next[chain.at(-1) ?? 0] ?? []) follow([...chain, to]);
        };
        for (const node of next.keys()) follow([node]);
        const lengthOf = (chain: number[]) => chain.reduce((sum, node) => sum + (given[node] ?? 300), 0);
        const longest = Math.max(...chains.map(lengthOf));
        const critical = new Set(chains.filter((chain) => lengthOf(chain) === longest).flat());
        expect(
          planned
            .filter((each) => each.critical)
            .map(({ operation }) => operation.index)
            .toSorted((a, b) => a - b),
        ).toStrictEqual([...critical].toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });

  it("comes by level, then as the file has it [plan-order]", () => {
    fc.assert(
      fc.property(runnable, fc.integer({ min: 1, max: 4 }), (graph, limit) => {
        const planned = planOf(read(documentOf(graph)), limit);
        const order = planned.map(({ level, operation }) => level * 100 + operation.index);
        expect(order).toStrictEqual(order.toSorted((a, b) => a - b));
        expect(planned).toHaveLength(graph.size);
      }),
    );
  });

  it("takes the lowest of any numbers first [plan-order]", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(20), (numbers, early) => {
        const heap = new MinHeap();
        for (const number of numbers) heap.push(number);
        const sorted = numbers.toSorted((a, b) => a - b);
        for (const number of sorted.slice(0, early)) expect(heap.pop()).toBe(number);
        heap.push(25);
        const rest = [...sorted.slice(early), 25].toSorted((a, b) => a - b);
        for (const number of rest) expect(heap.pop()).toBe(number);
        expect(heap.pop()).toBeUndefined();
      }),
    );
  });

  it("bears a chain of 10,000 operations, and 50,000 dependencies [validate-size]", () => {
    const size = 10_000;
    const edges = Array.from({ length: size }, (_, from) =>
      [1, 2, 3, 4, 5].filter((back) => back <= from).map((back) => ({ from, to: from - back, type: "hard" as const })),
    ).flat();
    const planned = planOf(read(documentOf({ size, edges })));
    expect(planned.at(-1)?.level).toBe(size - 1);
    expect(planned.every(({ critical }) => critical)).toBe(true);
  });
});

describe("a plan as Mermaid", () => {
  const shown = (document: unknown) => mermaidOf([drawingOf({ title: undefined, planned: planOf(read(document)) })]);

  it("has an arrow for each dependency, dashed for what is not hard [plan-mermaid]", () => {
    const edges = [
      { from: 1, to: 0, type: "hard" as const },
      { from: 2, to: 0, type: "soft" as const },
      { from: 2, to: 1, type: "optional" as const },
    ];
    expect(shown(documentOf({ size: 3, edges })).split("\n")).toStrictEqual([
      "flowchart TD",
      '  o0["o0"]',
      '  o1["o1"]',
      '  o2["o2"]',
      "  o0 --> o1",
      "  o0 -. soft .-> o2",
      "  o1 -. optional .-> o2",
      "",
    ]);
  });

  it("has one arrow where there are several dependencies, hard if one of them is [plan-mermaid]", () => {
    const edges = (["soft", "hard", "optional"] as const).map((type) => ({ from: 1, to: 0, type }));
    expect(
      shown(documentOf({ size: 2, edges }))
        .split("\n")
        .slice(3),
    ).toStrictEqual(["  o0 --> o1", ""]);
  });

  it("lets no id out of its label [plan-mermaid]", () => {
    const ids = ['end"]; click', "a#b", "<b>", "`c`", "line\nbreak", "größe-1_x.y:z/ü", "&quot;", "1. x - y"];
    const operations = ids.map((id) => ({ id }));
    expect(shown({ operations }).match(/\["(.*)"\]/g)).toStrictEqual([
      '["end#34;#93;#59; click"]',
      '["a#35;b"]',
      '["#60;b#62;"]',
      '["#96;c#96;"]',
      '["line#92;nbreak"]',
      '["größe-1_x.y:z/ü"]',
      '["#38;quot#59;"]',
      '["1#46; x #45; y"]',
    ]);
  });

  it("frames each of several workflows [plan-mermaid]", () => {
    const planned = planOf(read({ operations: [{ id: "a" }] }));
    const text = mermaidOf([drawingOf({ title: "one", planned }), drawingOf({ title: "two", planned })]);
    expect(text).toContain('  subgraph w1["two"]\n    w1_o0["a"]\n  end\n');
  });
});
