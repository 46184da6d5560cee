import { checkAside } from "./aside/check-aside.ts";
import { checkDocument, type DocumentChecks, type ValidatedWorkflows } from "./check-document.ts";
import { readOrigin, type WorkflowOrigin } from "./origin.ts";
import { isLong, parseText } from "./parse-text.ts";
import type { ReadOptions } from "./read.ts";

export interface ValidateOptions extends ReadOptions, DocumentChecks {}

/**
 * Checks the workflows of an origin. A broken workflow is a result, not an error. Throws an `OrchestratorError` if no verdict
 * is possible: the file is missing, unreadable or in an unknown format, its evaluator is missing or fails, or a long text
 * takes too much time or memory. Throws the signal's reason on abort.
 */
export async function validateWorkflows(origin: WorkflowOrigin, options: ValidateOptions): Promise<ValidatedWorkflows> {
  const { strict, knownProviders, signal } = options;
  const checks = { strict, knownProviders };
  signal.throwIfAborted();
  const read = await readOrigin(origin, options);
  signal.throwIfAborted();
  if (!("text" in read)) return checkDocument(origin.path, read, checks);
  if (isLong(read)) return checkAside(read, checks, options);
  return checkDocument(read.path, await parseText(read), checks);
}
