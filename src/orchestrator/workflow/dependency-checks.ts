import { didYouMean } from "../nearest.ts";
import { findCycles } from "./cycles.ts";
import type { Report } from "./finding.ts";
import { printable, quote } from "../printable.ts";
import { type Dependency, operationLabel, type Workflow } from "./workflow.ts";

// Comparing every unknown name with every known one is quadratic: this bounds it to about a second's work.
const mostComparisons = 2_000_000;
const longestHinted = 100;
const longestCycleShown = 12;

/** Reports dependencies on what does not exist, on the operation itself, and cycles. */
export function checkDependencies(workflow: Workflow, report: Report): void {
  const { operations, strayDependencies } = workflow;
  const nodeOf = new Map<string, number>();
  for (const [node, { id }] of operations.entries()) {
    if (id !== undefined && !nodeOf.has(id)) nodeOf.set(id, node);
  }
  const hint = hints(nodeOf);

  const next = operations.map(({ id, index, dependsOn }, node) => {
    const label = operationLabel(id, index);
    return dependsOn.flatMap((dependency) => {
      const to = nodeOf.get(dependency.id);
      if (to === undefined) reportUnknown(label, id, dependency);
      else if (to === node) reportSelf(label, dependency);
      else return [to];
      return [];
    });
  });
  for (const { waiting, dependency } of strayDependencies) {
    if (waiting.kind === "hard") {
      report({
        code: "unknown-dependency",
        message: `dependencies are given for the unknown operation ${quote(waiting.id)}${hint(waiting.id)}`,
        at: waiting.at,
        point: waiting.point,
      });
    }
    if (!nodeOf.has(dependency.id)) {
      reportUnknown(`operation ${quote(waiting.id)}`, waiting.id, dependency);
    }
  }
  for (const cycle of findCycles(next)) reportCycle(cycle);

  function reportUnknown(label: string, id: string | undefined, dependency: Dependency): void {
    // Soft and optional dependencies order what is there; they do not ask for it.
    if (dependency.kind !== "hard") return;
    report({
      code: "unknown-dependency",
      message: `${label} depends on unknown ${quote(dependency.id)}${hint(dependency.id, id)}`,
      at: dependency.at,
      point: dependency.point,
    });
  }

  function reportSelf(label: string, { at, point }: Dependency): void {
    report({ code: "self-dependency", message: `${label} depends on itself`, at, point });
  }

  /** Points at the dependency with which the cycle's first operation enters it. */
  function reportCycle(cycle: readonly number[]): void {
    const ids = cycle.map((node) => operations[node]?.id ?? "");
    const [first = "", second] = ids;
    const shown = ids.map(printable);
    if (shown.length > longestCycleShown) {
      const left = shown.length - longestCycleShown;
      shown.splice(longestCycleShown - 1, left, `... ${left} more ...`);
    }
    const start = operations[cycle[0] ?? 0];
    const dependency = start?.dependsOn.find(({ id }) => id === second);
    report({
      code: "cycle",
      message: `operations wait for each other: ${[...shown, printable(first)].join(" -> ")}`,
      at: dependency?.at ?? start?.at ?? workflow.at,
      point: dependency?.point ?? "value",
    });
  }
}

/** Names the nearest known operation, other than the one that asks, as long as the comparisons last. */
function hints(known: ReadonlyMap<string, unknown>): (name: string, besides?: string) => string {
  let comparisons = 0;
  return (name, besides) => {
    if (name.length > longestHinted || comparisons > mostComparisons) return "";
    comparisons += known.size;
    const others = [...known.keys()].filter((id) => id !== besides && id.length <= longestHinted);
    return didYouMean(name, others);
  };
}
