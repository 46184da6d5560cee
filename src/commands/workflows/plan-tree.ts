import { terminalWidth, type Engine } from "nu-plugin";
import { painterFor, type Painter } from "../text/colors.ts";
import { drawTrees, type Tree, type TreeNode } from "../text/tree.ts";
import { providersOf, statesOf, type WithProgress } from "./plan-progress.ts";

/** Draws plans as trees, each under its title if it has one. */
export async function planTrees(plans: readonly WithProgress[], engine: Engine): Promise<string> {
  const [width, painter] = await Promise.all([terminalWidth(engine), painterFor(engine)]);
  const trees = plans.map((plan) => planTree(plan, painter));
  return drawTrees(trees, { width, most: Number.POSITIVE_INFINITY, painter }).join("\n");
}

const marks = { done: "✓", remaining: "○", unknown: "?" } as const;

/** Returns a plan as a tree: below each operation what waits for it, in the order in which they run. */
function planTree({ title, planned, progress }: WithProgress, paint: Painter): Tree {
  const stateOf = statesOf(progress);
  const places = new Map(planned.map(({ operation: { index } }, place) => [index, place]));
  const below = planned.map((): number[] => []);
  for (const [place, { waitsFor }] of planned.entries()) {
    for (const { to } of waitsFor) below[places.get(to) ?? -1]?.push(place);
  }
  const nodes = planned.map(({ operation, critical }): TreeNode => {
    const state = stateOf(operation);
    const { id = "", type, target } = operation;
    return {
      mark: marks[state ?? "unknown"],
      name: id,
      about: [type, target, providersOf(operation)].filter(Boolean).join(" "),
      state: [...(critical ? ["critical"] : []), state ?? "unknown"].join(", "),
      paint: (text) => {
        if (state === "done") return paint.status("completed", text);
        return critical ? paint.severity("warning", text) : text;
      },
      isStrong: critical,
    };
  });
  const roots = Array.from(planned.keys()).filter((place) => planned[place]?.waitsFor.length === 0);
  return { title, nodes, below, roots };
}
