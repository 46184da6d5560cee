import * as fc from "fast-check";
import { expect, it } from "vitest";
import { painter } from "../../../src/commands/text/colors.ts";
import { drawTrees, type Tree, type TreeNode } from "../../../src/commands/text/tree.ts";
import { widthOf } from "../../../src/orchestrator/text/width.ts";
import { graphs, reachedFrom } from "../../orchestrator/graph/graphs.ts";

const plain = painter(false);

function node(name: string, more: Partial<TreeNode> = {}): TreeNode {
  return { mark: "○", name, about: "", state: "ready", paint: (text) => text, isStrong: false, ...more };
}

function tree(below: readonly (readonly number[])[], roots: readonly number[] = [0]): Tree {
  return { nodes: below.map((_, i) => node(`n${i}`)), below, roots };
}

const draw = (trees: readonly Tree[], { width = 80, most = 1000, paint = plain } = {}) =>
  drawTrees(trees, { width, most, painter: paint });

it("draws each node once, and names it where else it stands [tree-drawing]", () => {
  expect(draw([tree([[1, 2], [3], [3, 4], [], []])])).toEqual([
    "○ n0        ready",
    "├─ ○ n1     ready",
    "│  └─ ○ n3  ready",
    "└─ ○ n2     ready",
    "   ├─ … n3  see above",
    "   └─ ○ n4  ready",
  ]);
});

it("draws several trees, each under its title [tree-drawing]", () => {
  const titled = (title: string) => ({ ...tree([[1], []]), title });
  expect(draw([titled("one"), titled("two\u001b[2J")])).toEqual([
    "one",
    "○ n0     ready",
    "└─ ○ n1  ready",
    "",
    String.raw`two\u{1b}[2J`,
    "○ n0     ready",
    "└─ ○ n1  ready",
  ]);
});

it("goes on at the left where it would be too far to the right, and draws deep chains at once [tree-deep]", () => {
  const size = 10_000;
  const chain = Array.from({ length: size }, (_, i) => (i + 1 < size ? [i + 1] : []));
  const lines = draw([tree(chain)], { most: 2 * size });
  expect(lines.filter((line) => line.endsWith("see below")).length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.endsWith("ready"))).toHaveLength(size);
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
  const at = lines.findIndex((line) => line.endsWith("see below"));
  const [, name = ""] = /… (n\d+)/.exec(lines[at] ?? "") ?? [];
  expect(lines[at + 1]).toMatch(new RegExp(`^○ ${name} `));
});

it("draws a wide tree and one of many edges at once [tree-deep]", () => {
  const size = 1000;
  const dense = Array.from({ length: size }, (_, i) => Array.from({ length: size - i - 1 }, (__, j) => i + j + 1));
  const lines = draw([tree(dense)], { most: 50 });
  expect(lines).toHaveLength(51);
  expect(lines.at(-1)).toMatch(/^and \d{3} more$/);
});

it("draws so many lines at most, over all trees, and says how many nodes are left [tree-limit]", () => {
  const flat = tree([[1, 2, 3], [], [], []]);
  expect(draw([flat, flat], { most: 5 })).toEqual([
    "○ n0     ready",
    "├─ ○ n1  ready",
    "├─ ○ n2  ready",
    "└─ ○ n3  ready",
    "○ n0  ready",
    "and 3 more",
  ]);
});

it("cuts names to the terminal's width, what else a node is called first [tree-width]", () => {
  const about = "日本語".repeat(30);
  const nodes = [node("short", { about }), node("x".repeat(100), { about, state: "running 2h" })];
  const lines = draw([{ nodes, below: [[1], []], roots: [0] }], { width: 40 });
  expect(lines.map(widthOf)).toEqual([35, 40]);
  expect(lines[0]).toMatch(/^○ short {2}日本語.*…/);
  expect(lines[1]).toMatch(/^└─ ○ x+… {2}running 2h$/);
  for (const width of [1, 10, 80, 200]) {
    for (const line of draw([{ nodes, below: [[1], []], roots: [0] }], { width })) expect(line).not.toContain("\n");
  }
});

it("colours marks and states, and makes strong what is looked for, without moving anything [tree-color]", () => {
  const paint = painter(true);
  const nodes = [
    node("a", { paint: (text) => paint.severity("error", text) }),
    node("b", { isStrong: true, state: "gone" }),
  ];
  const colored = draw([{ nodes, below: [[1], []], roots: [0] }], { paint });
  expect(colored).toEqual([
    "\u001b[31m○\u001b[39m a     \u001b[31mready\u001b[39m",
    "\u001b[2m└─ \u001b[22m○ \u001b[1mb\u001b[22m  gone",
  ]);
});

it("shows all of any graph that its roots lead to, circles too [tree-drawing]", () => {
  fc.assert(
    fc.property(graphs, fc.integer({ min: 40, max: 100 }), (below, width) => {
      const lines = draw([tree(below)], { width });
      const whole = lines.filter((line) => line.endsWith("ready")).map((line) => /n\d/.exec(line)?.[0] ?? "");
      const reached = new Set([0, ...reachedFrom(below, 0)]);
      expect(whole.toSorted()).toEqual(Array.from(reached, (i) => `n${i}`).toSorted());
      const edges = Array.from(reached).reduce((sum, i) => sum + (below[i]?.length ?? 0), 0);
      // One line for each edge and one for the root; where it goes on at the left there is one more.
      const postponed = lines.filter((line) => line.startsWith("○")).length - 1;
      expect(lines).toHaveLength(edges + 1 + postponed);
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    }),
  );
});
