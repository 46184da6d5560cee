import { terminalWidth, type Engine } from "nu-plugin";
import { grouped } from "../../orchestrator/grouped.ts";
import { dotOf } from "../../orchestrator/graph/dot.ts";
import { mermaidOf } from "../../orchestrator/graph/mermaid.ts";
import { excerpt } from "../../orchestrator/text/printable.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import { painterFor } from "../text/colors.ts";
import { drawTrees } from "../text/tree.ts";
import type { GraphParts } from "./parts.ts";
import { waitingDrawing, waitingStyles } from "./drawing.ts";
import { waitingTree } from "./tree.ts";

interface TextOptions {
  readonly form: "tree" | "mermaid" | "dot";
  /** Whether several data directories were read. */
  readonly many: boolean;
  /** The most lines of tasks that a tree may have. */
  readonly most: number;
  readonly engine: Engine;
}

/** Draws what a call shows, for a terminal or for another program. */
export async function graphText(
  { parts, isAsked }: GraphParts,
  { form, many, most, engine }: TextOptions,
): Promise<string> {
  const shown = parts.filter(({ graph }) => graph.nodes.length > 0);
  if (form !== "tree") {
    const drawings = shown.map(({ graph, dataDir }) => waitingDrawing(graph, many ? dataDir : undefined));
    return form === "dot" ? dotOf(drawings, waitingStyles) : mermaidOf(drawings, waitingStyles);
  }
  const [width, painter] = await Promise.all([terminalWidth(engine), painterFor(engine)]);
  const context = { isAsked, painter, now: Date.now() };
  const trees = shown.map(({ graph, dataDir }) =>
    waitingTree(graph, { ...context, title: many ? dataDir : undefined }),
  );
  const lines = drawTrees(trees, { width, most, painter });
  const alone = aloneLine(parts.flatMap((each) => each.alone));
  return [...lines, ...(many && lines.length > 0 && alone.length > 0 ? [""] : []), ...alone].join("\n");
}

/** Counts tasks that are left out, by their status. */
function aloneLine(tasks: readonly Task[]): readonly string[] {
  if (tasks.length === 0) return [];
  const byStatus = grouped(tasks, ({ status }) => status);
  const counts = Array.from(byStatus, ([status, all]) => `${all.length} ${excerpt(status)}`);
  return [`and on their own: ${counts.join(", ")}`];
}
