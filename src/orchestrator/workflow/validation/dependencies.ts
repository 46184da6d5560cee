import { quote } from "../../text/printable.ts";
import { describeCycle, findCycles } from "../../graph/cycles.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import { closingEdges, graphOf, nextNodes, operationsById } from "../plan/graph.ts";
import { checkBlocked } from "./blocked.ts";
import { hints } from "./hints.ts";
import { type Dependency, operationLabel, type Workflow } from "../model/workflow.ts";

/**
 * Finds dependencies on missing operations and on the operation itself, cycles, and operations that never run for these
 * reasons.
 */
export function validateDependencies(workflow: Workflow, problems: UnplacedProblem[]): void {
  const { operations, strayDependencies, refused } = workflow;
  // An operation that is not found may be one whose id was refused.
  const areIdsKnown = !refused.has("operations") && operations.every((operation) => !operation.refused.has("id"));
  const byId = operationsById(operations);
  const hint = hints(byId.keys());
  /** Why an operation never runs, by its index. */
  const blocked = new Map<number, string>();

  for (const [node, { id, index, dependsOn }] of operations.entries()) {
    for (const dependency of dependsOn) {
      if (!byId.has(dependency.id)) addUnknown(operationLabel(id, index), id, dependency, node);
      else if (byId.get(dependency.id) === node) addSelfDependency(node, dependency);
    }
  }
  for (const { waiting, dependency } of strayDependencies) {
    addUnknownWaiting(waiting);
    if (!byId.has(dependency.id)) addUnknown(`operation ${quote(waiting.id)}`, waiting.id, dependency);
  }
  const graph = graphOf(operations);
  const hard = nextNodes(graph, "hard");
  for (const { way, members } of findCycles(hard)) {
    addCycle(way);
    for (const member of members) blocked.set(member, "which is in a cycle");
  }
  for (const { from, dependency } of closingEdges(graph)) addSoftCycle(from, dependency);
  checkBlocked(operations, hard, blocked, problems);

  function addUnknownWaiting({ id, kind, at, point }: Dependency): void {
    if (!areIdsKnown) return;
    const unknown = `unknown operation ${quote(id)}`;
    if (kind !== "hard") return addUnknownSoft(`the ${kind} dependency of ${unknown} is ignored${hint(id)}`, at, point);
    problems.push({
      code: "unknown-dependency",
      message: `dependencies are given for ${unknown}${hint(id)}`,
      at,
      point,
    });
  }

  function addUnknown(label: string, waiting: string | undefined, dependency: Dependency, node?: number): void {
    if (!areIdsKnown) return;
    const { id, kind, at, point } = dependency;
    const unknown = `unknown operation ${quote(id)}`;
    const hinted = hint(id, waiting);
    if (kind !== "hard") {
      return addUnknownSoft(`${label}: its ${kind} dependency on ${unknown} is ignored${hinted}`, at, point);
    }
    problems.push({ code: "unknown-dependency", message: `${label} depends on ${unknown}${hinted}`, at, point });
    if (node !== undefined) blocked.set(node, `which depends on ${unknown}`);
  }

  /** Soft and optional dependencies only order operations that exist, but such a name may well be a mistake. */
  function addUnknownSoft(message: string, at: DocumentPath, point: Dependency["point"]): void {
    problems.push({ code: "unknown-soft-dependency", message, at, point });
  }

  function addSelfDependency(node: number, dependency: Dependency): void {
    if (dependency.kind !== "hard") return addSoftCycle(node, dependency);
    const message = `operation ${quote(dependency.id)} depends on itself`;
    problems.push({ code: "self-dependency", message, at: dependency.at, point: dependency.point });
    blocked.set(node, "which depends on itself");
  }

  function addSoftCycle(node: number, { id, kind, at, point }: Dependency): void {
    const message = `operation ${quote(operations[node]?.id ?? "")}: its ${kind} dependency on ${quote(id)} would close a cycle, so it is ignored`;
    problems.push({ code: "soft-cycle", message, at, point });
  }

  /** Points at the dependency that leads from the cycle's first operation to its second. */
  function addCycle(way: readonly number[]): void {
    const [first = 0, second = 0] = way;
    const dependency = graph[first]?.find((edge) => edge.to === second && edge.dependency.kind === "hard")?.dependency;
    problems.push({
      code: "cycle",
      message: `operations wait for each other: ${describeCycle(way.map((node) => operations[node]?.id ?? ""))}`,
      at: dependency?.at ?? operations[first]?.at ?? workflow.at,
      point: dependency?.point ?? "value",
    });
  }
}
