import { describeCycle } from "../../orchestrator/graph/cycles.ts";
import { isOpen, phaseOf } from "../../orchestrator/task/phase.ts";
import { sinceOf } from "../../orchestrator/task/since.ts";
import { circlesOf, type WaitingGraph, type WaitingNode, wordsFor } from "../../orchestrator/tasks/waiting-graph.ts";
import type { Painter } from "../text/colors.ts";
import { shortTime } from "../text/short-time.ts";
import type { Tree, TreeNode } from "../text/tree.ts";
import { shortIds } from "../text/short-id.ts";

interface TreeContext {
  readonly title: string | undefined;
  /** Whether a node was asked for by its id. */
  readonly isAsked: (node: WaitingNode) => boolean;
  readonly painter: Painter;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Returns a graph as a tree: below each task what waits for it. It begins with circles, then with what will not complete by
 * itself, then with what runs, and last with what is ready. A circle stands above its tasks, in place of what is between
 * them.
 */
export function waitingTree(graph: WaitingGraph, { title, isAsked, painter, now }: TreeContext): Tree {
  const circles = circlesOf(graph);
  const circleOf = new Map(circles.flatMap(({ members }, i) => members.map((node) => [node, i] as const)));
  const below = graph.waiters.map((waiters, node) => {
    const circle = circleOf.get(node);
    return circle === undefined ? waiters : waiters.filter((waiter) => circleOf.get(waiter) !== circle);
  });
  const kinds = graph.nodes.map((node, i) => kindOf(node, graph.waitsFor[i]));
  const asError = (text: string) => painter.severity("error", text);
  const short = shortIds(graph.nodes.map(({ id }) => id));
  const nodes = graph.nodes.map((node, i): TreeNode => {
    const { [i]: kind = "stuck" } = kinds;
    const isTask = node.state === "known" && kind !== "unclear";
    return {
      mark: marks[kind],
      name: short(node.id),
      about: node.state === "known" ? (node.task.name ?? "") : "",
      state: kind === "unclear" ? "dependencies unknown" : stateOf(node, now),
      paint: isTask ? (text) => painter.status(node.task.status, text) : asError,
      isStrong: isAsked(node),
    };
  });
  const headings = circles.map(({ way }): TreeNode => {
    const about = describeCycle(way.map((node) => nodes[node]?.name ?? ""));
    return { mark: "↻", name: "circle", about, state: "cannot begin", paint: asError, isStrong: false };
  });
  const starts = first.flatMap((wanted) => Array.from(kinds.keys()).filter((node) => kinds[node] === wanted));
  return {
    title,
    nodes: [...nodes, ...headings],
    below: [...below, ...circles.map(({ members }) => members)],
    roots: [...circles.map((_, i) => nodes.length + i), ...starts],
  };
}

type Kind = "stuck" | "unclear" | "running" | "ready" | "waiting";

const marks: Readonly<Record<Kind, string>> = { stuck: "✗", unclear: "?", running: "●", ready: "○", waiting: "·" };
/** What a tree begins with, in this order. */
const first: readonly Kind[] = ["stuck", "unclear", "running", "ready"];

/** Returns what a node is to those that wait for it. */
function kindOf(node: WaitingNode, waitsFor: readonly number[] | undefined): Kind {
  if (waitsFor === undefined) return "unclear";
  if (waitsFor.length > 0) return "waiting";
  const phase = node.state === "known" ? phaseOf(node.task.status) : undefined;
  return phase === "running" ? "running" : phase === "pending" ? "ready" : "stuck";
}

/** Says what has become of a node, and for how long it has been so. */
function stateOf(node: WaitingNode, now: number): string {
  if (node.state !== "known") return wordsFor[node.state];
  const { status } = node.task;
  const since = sinceOf(node.task);
  if (since === undefined) return status;
  return `${status} ${shortTime(now - since)}${isOpen(node.task) ? "" : " ago"}`;
}
