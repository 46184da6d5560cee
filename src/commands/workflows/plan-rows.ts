import * as nu from "../../nushell/index.ts";
import type { Progress } from "../../orchestrator/progress.ts";
import type { PlannedOperation } from "../../orchestrator/workflow/plan/plan.ts";
import { describeShown, shownPath } from "./access.ts";

/** The plan of one workflow of a file. */
export interface Planned {
  readonly name: string;
  readonly planned: readonly PlannedOperation[];
}

export interface WithProgress extends Planned {
  readonly progress: Progress;
}

/** Returns a row for each operation in the order of the plan; the state is null if nobody knows what is done. */
export function rowsOf({ name, planned, progress }: WithProgress) {
  const ids = new Map(planned.map(({ operation: { id = "", index } }) => [index, id]));
  const done = progress.completed && new Set(progress.completed);
  return planned.map(({ level, operation, waitsFor, critical }) => ({
    workflow: name,
    level,
    id: operation.id ?? "",
    type: operation.type,
    target: operation.target,
    provider: operation.providers.length === 0 ? null : operation.providers.map(({ text }) => text).join(", "),
    depends_on: waitsFor.map(({ to }) => ids.get(to) ?? ""),
    critical,
    state: done === undefined ? null : done.has(operation.id ?? "") ? "done" : "remaining",
  }));
}

/**
 * Returns what is done, the last first and one on each level, as the platform undoes it. What the file does not have is a
 * row, too: it is done, whatever it was.
 */
export function rollbackRows(plan: WithProgress): ReturnType<typeof rowsOf> {
  const byId = new Map(rowsOf(plan).map((row) => [row.id, row]));
  const unknown = {
    type: undefined,
    target: undefined,
    provider: null,
    depends_on: [],
    critical: false,
    state: "done",
  };
  return (plan.progress.completed ?? [])
    .toReversed()
    .map((id, level) => Object.assign(byId.get(id) ?? { workflow: plan.name, id, ...unknown }, { level }));
}

/** Throws if nobody knows what a workflow has done: an empty table would say that nothing is to be undone. */
export function requireKnown(
  { progress: { completed, problems } }: WithProgress,
  { cwd, path, span }: { cwd: string; path: string; span: nu.Span },
): void {
  if (completed !== undefined) return;
  const [first] = problems;
  throw new nu.LabeledError(
    first === undefined
      ? `${shownPath(path, cwd)}: the workflow has no name, so that its checkpoint cannot be found`
      : describeShown(first, cwd),
    {
      code: "orch::unknown_progress",
      labels: [{ text: "what is done of it is not known", span }],
      help: first?.help ?? "Give the workflow the name under which it was submitted.",
    },
  );
}
