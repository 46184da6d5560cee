import type { Problem } from "../problem.ts";
import { printable } from "../text/printable.ts";
import { compareProblems } from "./problem-text.ts";
import type { ReadOptions } from "./read.ts";
import type { NamedWorkflow } from "./checks/document.ts";
import { placed } from "./unplaced-problem.ts";
import { readSource, type WorkflowSource } from "./source.ts";

export interface ValidateOptions extends ReadOptions {
  /** Turns each warning into an error, and requires a name, a version, and a provider for every operation. */
  readonly strict: boolean;
}

export interface CheckedWorkflows {
  /** The problems, sorted by place. The workflows are valid if none of these is an error. */
  readonly problems: readonly Problem[];
  /** The workflows in the order of the document. A value that is not a workflow at all is left out, and is an error. */
  readonly workflows: readonly NamedWorkflow[];
}

/** Checks one file, given by its absolute path, and returns only the problems of `checkWorkflows`. */
export async function validateWorkflow(path: string, options: ValidateOptions): Promise<readonly Problem[]> {
  return (await checkWorkflows({ kind: "file", path }, options)).problems;
}

/**
 * Checks the workflows of a source. A broken workflow is a result, not an error. Throws an `OrchestratorError` if no verdict
 * is possible: the file is missing, unreadable or in an unknown format, or its evaluator is missing or fails. Throws the
 * signal's reason on abort.
 */
export async function checkWorkflows(source: WorkflowSource, options: ValidateOptions): Promise<CheckedWorkflows> {
  const { strict, signal } = options;
  signal.throwIfAborted();
  const { problems, content } = await readSource(source, options);
  signal.throwIfAborted();

  if (content === undefined) return { workflows: [], problems: finished([...problems], strict) };
  // This loads the schema library, so it waits for the first document that has any content.
  const { checkDocument } = await import("./checks/document.ts");
  const { workflows, problems: unplaced } = checkDocument(content.value, strict);
  if (unplaced.length === 0) return { workflows, problems: finished([...problems], strict) };
  const locate = await content.places();
  const found = unplaced.map((each) => placed(each, source.path, locate));
  return { workflows, problems: finished([...problems, ...found], strict) };
}

/** Sorts the problems by place and makes their messages printable, whatever they quote. */
function finished(problems: Problem[], strict: boolean): readonly Problem[] {
  problems.sort(compareProblems);
  return problems.map(({ severity, message, ...rest }) => ({
    ...rest,
    severity: strict ? "error" : severity,
    message: printable(message),
  }));
}
