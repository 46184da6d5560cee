import * as nu from "nu-plugin";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import { resolvePaths } from "../../orchestrator/files/patterns/path-pattern.ts";
import { firstSpelling } from "../../orchestrator/files/spelling.ts";
import { workflowProblem } from "../../orchestrator/problem.ts";
import { withHelp } from "../../orchestrator/text/sentences.ts";
import type { ValidatedWorkflows } from "../../orchestrator/workflow/check-document.ts";
import type { WorkflowOrigin } from "../../orchestrator/workflow/origin.ts";
import { validateWorkflows, type ValidateOptions } from "../../orchestrator/workflow/validate.ts";
import { forItem, helpFor } from "../call/error-labels.ts";
import { pipedOrigin, type WorkflowAccess, type WorkflowCall } from "./access.ts";

/** The arguments of every command on workflows. */
export const workflowFiles = {
  name: "workflow",
  takes: nu.files,
  description: "Workflow files, glob patterns, or lists of them; what the pipeline has if none is given",
};

/** Workflows that a call asks for: those of one file, or of the pipeline. */
export interface Asked {
  readonly origin: WorkflowOrigin;
  /** The argument that asks for them; undefined for the pipeline's. */
  readonly span: nu.Span | undefined;
  /** Whether only a pattern matched the file, and no argument names it. */
  readonly matched: boolean;
}

/** What a call asks for, and whether several files, a list or a pattern are given, so that the answer is of many. */
export interface AskedWorkflows {
  readonly asked: readonly Asked[];
  readonly many: boolean;
}

type FilesCall = WorkflowCall & { readonly rest: readonly nu.Spanned<nu.Paths>[] };

/**
 * Returns the files that the arguments of `command` name, each once, or else what is in the pipeline.
 *
 * @throws LabeledError if there is neither, or if the pipeline has no workflow; OrchestratorError as `resolvePaths` does
 */
export async function askedWorkflows(
  call: FilesCall,
  { cwd, home, options: { signal } }: WorkflowAccess,
  command: string,
): Promise<AskedWorkflows> {
  if (call.rest.length === 0) {
    const origin = await pipedOrigin(call, cwd);
    if (origin === undefined) throw noWorkflow(command, call.head);
    return { asked: [{ origin, span: undefined, matched: false }], many: false };
  }
  const files = new Map<string, Asked>();
  const spelled = firstSpelling();
  let many = call.rest.length > 1;
  for (const { item, span } of call.rest) {
    const found = await forItem("workflow", span, () =>
      resolvePaths(item.paths, { cwd, home, kind: "file", list: item.list, about: "workflow", signal }),
    );
    many ||= found.many;
    for (const each of found.paths) {
      const path = spelled(each);
      const matched = found.matched.has(each);
      // A file that an argument names counts as named even if a pattern matches it too.
      if (!matched || !files.has(path)) files.set(path, { origin: { kind: "file", path }, span, matched });
    }
  }
  return { asked: [...files.values()], many };
}

/**
 * Validates what was asked for. The failure to check a file that only a pattern matched is a problem of this file, as the
 * others are still checked. Any other failure is an error at the argument.
 */
export async function validateAsked(
  { origin, span, matched }: Asked,
  options: ValidateOptions,
): Promise<ValidatedWorkflows> {
  const validated = () => validateWorkflows(origin, options);
  if (span === undefined) return validated();
  if (!matched) return forItem("workflow", span, validated);
  try {
    return await validated();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const { message } = error.fault ?? error;
    // What to do is part of the message, because a verdict's lists have only that.
    const text = withHelp({ message, help: helpFor(error) }).replace(/\.$/, "");
    return { workflows: [], problems: [workflowProblem("not-checked", origin.path, text)] };
  }
}

/** Creates the error for a call that has neither a path nor a workflow in the pipeline. */
function noWorkflow(command: string, head: nu.Span): nu.LabeledError {
  return new nu.LabeledError("No workflow given", {
    code: "orch::no_workflow",
    labels: [{ text: "needs a path, or a workflow from the pipeline", span: head }],
    help: `Give a file: ${command} workflow.yaml; or pipe a workflow in: open workflow.yaml | ${command}`,
  });
}
