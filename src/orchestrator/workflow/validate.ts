import type { Problem } from "../problem.ts";
import { printable } from "../text/printable.ts";
import { compareProblems } from "./problem-text.ts";
import type { ReadOptions } from "./read.ts";
import type { NamedWorkflow } from "./checks/document.ts";
import { placed } from "./unplaced-problem.ts";
import { readSource, type WorkflowSource } from "./source.ts";

export interface ValidateOptions extends ReadOptions {
  /** Makes each warning an error, and demands a name, a version, and a provider for every operation. */
  readonly strict: boolean;
}

export interface CheckedWorkflows {
  /** What is wrong, sorted by place; nothing that is an error means that all are valid. */
  readonly problems: readonly Problem[];
  /** In the order of the document; those that are none at all are left out, which is then an error. */
  readonly workflows: readonly NamedWorkflow[];
}

/** The problems of `checkWorkflows` for one file, given by its absolute path. */
export async function validateWorkflow(path: string, options: ValidateOptions): Promise<readonly Problem[]> {
  return (await checkWorkflows({ kind: "file", path }, options)).problems;
}

/**
 * Checks the workflows of a source. A broken one is a result. Throws an `OrchestratorError` when there can be no verdict: no
 * such file, no known format, no permission, no evaluator, one that runs out of time. Throws the signal's reason on abort.
 */
export async function checkWorkflows(source: WorkflowSource, options: ValidateOptions): Promise<CheckedWorkflows> {
  const { strict, signal } = options;
  signal.throwIfAborted();
  const { problems, content } = await readSource(source, options);
  signal.throwIfAborted();

  if (content === undefined) return { workflows: [], problems: finished([...problems], strict) };
  // The schema library is loaded here, with the first document that has any content.
  const { checkDocument } = await import("./checks/document.ts");
  const { workflows, problems: unplaced } = checkDocument(content.value, strict);
  if (unplaced.length === 0) return { workflows, problems: finished([...problems], strict) };
  const locate = await content.places();
  const found = unplaced.map((each) => placed(each, source.path, locate));
  return { workflows, problems: finished([...problems, ...found], strict) };
}

/** Sorted by place, the messages printable, whatever they quote. */
function finished(problems: Problem[], strict: boolean): readonly Problem[] {
  problems.sort(compareProblems);
  return problems.map(({ severity, message, ...rest }) => ({
    ...rest,
    severity: strict ? "error" : severity,
    message: printable(message),
  }));
}
