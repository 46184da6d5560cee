import type { Drawing } from "../../graph/drawing.ts";
import type { PlannedOperation } from "./plan.ts";

/** Returns a plan as a graph to draw, in which soft and optional dependencies are labelled. */
export function drawingOf({
  title,
  planned,
}: {
  title: string | undefined;
  planned: readonly PlannedOperation[];
}): Drawing {
  return {
    name: title,
    nodes: planned.map(({ operation: { id = "", index } }) => ({ key: index, label: id })),
    edges: planned.flatMap(({ waitsFor }) =>
      waitsFor.map(({ from, to, dependency: { kind } }) => {
        return { from: to, to: from, label: kind === "hard" ? undefined : kind };
      }),
    ),
  };
}
