import * as nu from "../../nushell/index.ts";
import { workflowProblem, type Problem } from "../../orchestrator/problem.ts";
import type { Progress } from "../../orchestrator/progress.ts";
import type { PlannedOperation } from "../../orchestrator/workflow/plan/plan.ts";
import { describeShown } from "./access.ts";

/** The plan of one workflow of a file. */
export interface Planned {
  /** The file, as messages and rows show it, its path, and the argument that asks for it. */
  readonly file: string;
  readonly path: string;
  readonly span: nu.Span;
  readonly name: string;
  readonly planned: readonly PlannedOperation[];
}

export interface WithProgress extends Planned {
  readonly progress: Progress;
}

/** Returns a row for each operation in the order of the plan; the state is null if nobody knows what is done. */
export function rowsOf({ file, name, planned, progress }: WithProgress) {
  const ids = new Map(planned.map(({ operation: { id = "", index } }) => [index, id]));
  const done = progress.completed && new Set(progress.completed);
  return planned.map(({ level, operation, waitsFor, critical }) => ({
    file,
    workflow: name,
    level,
    id: operation.id ?? "",
    critical,
    state: done === undefined ? null : done.has(operation.id ?? "") ? "done" : "remaining",
    type: operation.type,
    target: operation.target,
    provider: operation.providers.length === 0 ? null : operation.providers.map(({ text }) => text).join(", "),
    depends_on: waitsFor.map(({ to }) => ids.get(to) ?? ""),
  }));
}

/**
 * Returns what is done, the last first and one on each level, as the platform undoes it. What the file does not have is a
 * row, too: it is done, whatever it was.
 */
export function rollbackRows(plan: WithProgress): ReturnType<typeof rowsOf> {
  const byId = new Map(rowsOf(plan).map((row) => [row.id, row]));
  const unknown = {
    critical: false,
    state: "done",
    type: undefined,
    target: undefined,
    provider: null,
    depends_on: [],
  };
  return (plan.progress.completed ?? [])
    .toReversed()
    .map((id, level) =>
      Object.assign(byId.get(id) ?? { file: plan.file, workflow: plan.name, id, ...unknown }, { level }),
    );
}

/** Returns why nobody knows what a workflow has done. */
export function progressProblem({ path, progress }: WithProgress): Problem {
  const [first] = progress.problems;
  if (first !== undefined) return first;
  const message = "the workflow has no name, so that its checkpoint cannot be found";
  const help = "Give the workflow the name under which it was submitted.";
  return { ...workflowProblem("missing-name", path, message), help };
}

/** Creates the error for a workflow of which nobody knows what it has done: an empty table would say that it is nothing. */
export function unknownProgress(plan: WithProgress, cwd: string): nu.LabeledError {
  const problem = progressProblem(plan);
  return new nu.LabeledError(describeShown(problem, cwd), {
    code: "orch::unknown_progress",
    labels: [{ text: "what is done of it is not known", span: plan.span }],
    help: problem.help,
  });
}
