import * as nu from "nu-plugin";
import type { Problem } from "../../orchestrator/problem.ts";
import { amountOf, listed } from "../../orchestrator/text/sentences.ts";
import type { Workflow } from "../../orchestrator/workflow/model/workflow.ts";
import type { ValidatedWorkflows } from "../../orchestrator/workflow/check-document.ts";
import { describeShown, shownPath, type WorkflowAccess } from "./access.ts";
import { validateAsked, type Asked, type AskedWorkflows } from "./asked.ts";

/** A valid workflow, and where it is from. */
export interface Plannable {
  readonly name: string;
  readonly workflow: Workflow;
  /** What tells it from others, where several were asked for, or are in the file. */
  readonly title: string | undefined;
  /** The file as messages and rows show it, its path, and the argument that asks for it. */
  readonly file: string;
  readonly path: string;
  readonly span: nu.Span;
}

export interface PlannableWorkflows {
  readonly workflows: readonly Plannable[];
  /** The problems of all files, also of those that are left out. */
  readonly problems: readonly Problem[];
  /** Whether a file has several workflows. */
  readonly several: boolean;
  /** How many files are left out. */
  readonly remark: string | undefined;
}

/**
 * Reads what was asked for. Of several files one that has errors is left out, as it has no plan.
 *
 * @throws LabeledError for the only file, if that has errors; else as `validateAsked` does
 */
export async function plannableWorkflows(
  { asked, many }: AskedWorkflows,
  { cwd, options }: WorkflowAccess,
  head: nu.Span,
): Promise<PlannableWorkflows> {
  const files: { asked: Asked; workflows: ValidatedWorkflows["workflows"] }[] = [];
  const problems: Problem[] = [];
  for (const each of asked) {
    const { workflows, problems: found } = await validateAsked(each, { ...options, strict: false });
    const errors = found.filter(({ severity }) => severity === "error");
    if (errors.length > 0 && !many) throw notPlannable(errors, cwd, each.span ?? head);
    if (errors.length === 0) files.push({ asked: each, workflows });
    problems.push(...found);
  }
  const several = files.some(({ workflows }) => workflows.length > 1);
  const plannable = files.flatMap(({ asked: { origin, span = head }, workflows }) => {
    const file = shownPath(origin.path, cwd);
    const titleOf = (name: string) => (several ? (many ? `${file}: ${name}` : name) : many ? file : undefined);
    return workflows.map(({ name, workflow }): Plannable => {
      return { name, workflow, title: titleOf(name), file, path: origin.path, span };
    });
  });
  const left = asked.length - files.length;
  const remark =
    left === 0 ? undefined : `${left} of ${asked.length} files ${left === 1 ? "has" : "have"} errors, and so no plan.`;
  return { workflows: plannable, problems, several, remark };
}

const mostErrors = 3;

function notPlannable(errors: readonly Problem[], cwd: string, span: nu.Span): nu.LabeledError {
  const cycle = errors.find(({ code }) => code === "cycle");
  if (cycle !== undefined) {
    return new nu.LabeledError(describeShown(cycle, cwd), {
      code: "orch::cycle",
      labels: [{ text: "cannot be put in order", span }],
      help: cycle.help,
    });
  }
  const shown = errors.map((error) => describeShown(error, cwd));
  return new nu.LabeledError(`Not a valid workflow: ${listed(shown, mostErrors, "; ")}`, {
    code: "orch::invalid_workflow",
    labels: [{ text: `has ${amountOf(errors.length, "error")}`, span }],
    help: errors.length === 1 ? errors[0]?.help : "Run `orch validate` on the workflow to see all of them.",
  });
}
