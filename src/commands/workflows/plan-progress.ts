import * as nu from "nu-plugin";
import { workflowProblem, type Problem } from "../../orchestrator/problem.ts";
import { progressOf, type Progress } from "../../orchestrator/checkpoints/progress.ts";
import type { Operation } from "../../orchestrator/workflow/model/workflow.ts";
import { planOf, type PlannedOperation } from "../../orchestrator/workflow/plan/plan.ts";
import { describeShown } from "./access.ts";
import type { FoundCheckpoints } from "./checkpoints.ts";
import type { Plannable } from "./plannable.ts";

export interface Planned extends Plannable {
  readonly planned: readonly PlannedOperation[];
}

export interface WithProgress extends Planned {
  readonly progress: Progress;
}

/** Puts the operations of a workflow in order, as `planOf` does. */
export function inOrder(plannable: Plannable, parallel?: number, otherwise?: number): Planned {
  return { ...plannable, planned: planOf(plannable.workflow, parallel, otherwise) };
}

/** Adds to a plan how far its workflow has come. */
export function withProgress(plan: Planned, { found, problems }: FoundCheckpoints): WithProgress {
  const { operations, checkpointNames: names } = plan.workflow;
  const ids = operations.flatMap(({ id }) => id ?? []);
  const progress =
    found === undefined ? { completed: undefined, problems } : progressOf({ names, operations: ids }, found);
  return { ...plan, progress };
}

/** Returns the state of each operation; null if nobody knows what is done. */
export function statesOf({ completed }: Progress): (operation: Operation) => "done" | "remaining" | null {
  const done = completed && new Set(completed);
  return ({ id = "" }) => (done === undefined ? null : done.has(id) ? "done" : "remaining");
}

/** Returns the names of an operation's providers as one text; null if it has none. */
export function providersOf({ providers }: Operation): string | null {
  return providers.length === 0 ? null : providers.map(({ text }) => text).join(", ");
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
