import { cutToWidth, padToWidth, widest, widthOf } from "../../orchestrator/text/width.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import { andMore } from "../../orchestrator/text/sentences.ts";
import type { Painter } from "./colors.ts";

/** One node of a tree, as its line shows it. Its texts may be any. */
export interface TreeNode {
  /** A sign of one column for its state. */
  readonly mark: string;
  readonly name: string;
  /** What else it is called. It is cut where the terminal ends. */
  readonly about: string;
  readonly state: string;
  /** Colours the mark and the state. */
  readonly paint: (text: string) => string;
  /** Whether it should be found first. */
  readonly isStrong: boolean;
}

/** Nodes by their indices, what stands below each, and where to begin. A node may stand below several, or below itself. */
export interface Tree {
  /** What stands above it, where there are several. */
  readonly title?: string | undefined;
  readonly nodes: readonly TreeNode[];
  readonly below: readonly (readonly number[])[];
  readonly roots: readonly number[];
}

export interface TreeOptions {
  /** How many columns the terminal has. */
  readonly width: number;
  /** How many lines of nodes to draw at most. */
  readonly most: number;
  readonly painter: Painter;
}

/**
 * Draws trees as lines. A node is drawn in full where it comes first, and only named wherever else it stands. What would
 * be too far to the right is named there, and drawn in full from the left after that. Linear, and not recursive.
 */
export function drawTrees(trees: readonly Tree[], options: TreeOptions): string[] {
  let room = options.most;
  let left = 0;
  const lines = trees.flatMap((tree, index) => {
    const steps: Step[] = [];
    for (const step of stepsThrough(tree, deepestIn(tree, options.width))) {
      if (steps.length < room) steps.push(step);
      else if (step.shown === "whole") left += 1;
    }
    room -= steps.length;
    if (tree.title === undefined) return linesOf(tree, steps, options);
    const title = options.painter.strong(excerpt(tree.title));
    return [...(index === 0 ? [] : [""]), title, ...linesOf(tree, steps, options)];
  });
  return [...lines, ...andMore(left)];
}

const branch = { between: "├─ ", last: "└─ " };
/** What stands between the parts of a line. */
const gap = "  ";
const markWidth = "● ".length;
const trunk = { between: "│  ", last: "   " };

// Columns that a line keeps for what stands right of a name.
const kept = 24;
// Further in, nobody sees any more what stands below what.
const deepest = 24;

/** Returns how many branches fit before the longest name. */
function deepestIn({ nodes }: Tree, width: number): number {
  const longest = widest(nodes.map(({ name }) => excerpt(name)));
  return Math.min(deepest, Math.max(3, Math.floor((width - kept - longest) / branch.last.length)));
}

/** One line: a node and what stands before it; in full, or only its name where the rest is drawn above or below. */
interface Step {
  readonly node: number;
  readonly indent: string;
  readonly shown: "whole" | "above" | "below";
}

function* stepsThrough({ below, roots }: Tree, depthLimit: number): Generator<Step> {
  const drawn = new Set<number>();
  const postponed = new Set<number>();
  for (const root of roots) {
    const starts = [root];
    // This list grows during the loop.
    for (const start of starts) {
      postponed.delete(start);
      const open = [{ node: start, indent: "", before: "", depth: 0 }];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        const { node, indent, before, depth } = at;
        const next = below[node] ?? [];
        if (depth === depthLimit && next.length > 0 && !drawn.has(node) && !postponed.has(node)) {
          postponed.add(node);
          starts.push(node);
        }
        const shown = drawn.has(node) ? "above" : postponed.has(node) ? "below" : "whole";
        yield { node, indent, shown };
        if (shown !== "whole") continue;
        drawn.add(node);
        for (const [place, child] of [...next.entries()].toReversed()) {
          const side = place === next.length - 1 ? "last" : "between";
          open.push({ node: child, indent: before + branch[side], before: before + trunk[side], depth: depth + 1 });
        }
      }
    }
  }
}

function linesOf({ nodes }: Tree, steps: readonly Step[], { width, painter }: TreeOptions): string[] {
  const rows = steps.flatMap(({ node, indent, shown }) => {
    const { [node]: found } = nodes;
    if (found === undefined) return [];
    const isWhole = shown === "whole";
    return {
      indent,
      mark: isWhole ? found.mark : "…",
      name: excerpt(found.name),
      about: isWhole && found.about !== "" ? gap + excerpt(found.about) : "",
      state: isWhole ? excerpt(found.state) : `see ${shown}`,
      paint: isWhole ? found.paint : painter.faint,
      isStrong: found.isStrong && isWhole,
    };
  });
  const stateWidth = widest(rows.map(({ state }) => state));
  // What a node is called, with all that stands before it.
  const nameWidth = Math.min(
    widest(rows.map(({ indent, name, about }) => indent + name + about)) + markWidth,
    width - stateWidth - gap.length,
  );
  return rows.map(({ indent, mark, name, about, state, paint, isStrong }) => {
    const room = Math.max(nameWidth - indent.length - markWidth, 1);
    const shown = cutToWidth(name, room);
    const left = room - widthOf(shown);
    // Of less nobody could tell what it is.
    const rest = padToWidth(left > `${gap}ab`.length ? cutToWidth(about, left) : "", left);
    return `${indent && painter.faint(indent)}${paint(mark)} ${isStrong ? painter.strong(shown) : shown}${rest}${gap}${paint(state)}`;
  });
}
