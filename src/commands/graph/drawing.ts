import type { Drawing, Style } from "../../orchestrator/graph/drawing.ts";
import { phaseOf } from "../../orchestrator/task/phase.ts";
import { type WaitingGraph, wordsFor } from "../../orchestrator/tasks/waiting-graph.ts";

/** What nodes look like, by the phase of a task or by what has become of it. */
export const waitingStyles = {
  pending: { fill: "#f2f2f2", line: "#666666" },
  running: { fill: "#cfe8ff", line: "#0b5cad" },
  failed: { fill: "#ffd6d6", line: "#b00020" },
  cancelled: { fill: "#ffe9b8", line: "#8a5a00" },
  gone: { fill: "#ffffff", line: "#b00020" },
  unread: { fill: "#ffffff", line: "#8a5a00" },
} as const satisfies Readonly<Record<string, Style>>;

/** Returns a graph for other programs to draw. */
export function waitingDrawing({ nodes, waitsFor }: WaitingGraph, name: string | undefined): Drawing {
  return {
    name,
    nodes: nodes.map((node, key) => {
      const [about, state, style] =
        node.state === "known"
          ? [` ${node.task.name ?? ""}`.trimEnd(), node.task.status, phaseOf(node.task.status)]
          : ["", wordsFor[node.state], node.state];
      return { key, label: `${node.id}${about} (${state})`, style: style in waitingStyles ? style : undefined };
    }),
    edges: waitsFor.flatMap((others = [], to) => others.map((from) => ({ from, to }))),
  };
}
