import { compareDiagnostics, type Diagnostic } from "./diagnostic.ts";
import { readDocument } from "./document-reader.ts";
import type { Engines } from "./engines.ts";
import type { EvaluationOptions } from "./evaluation.ts";
import { type Finding, locateFinding } from "./finding.ts";

/** The environment and the tools are those of `kcl` and `nickel`. */
export interface ValidateOptions extends EvaluationOptions {
  /** Makes each warning an error, and demands a name, a version, and a provider for every operation. */
  readonly strict: boolean;
  readonly engines: Engines;
}

/**
 * Checks one workflow file, given by its absolute path, and returns what is wrong with it, sorted by place; none means
 * that it is valid. A broken file is a result. Throws an `OrchestratorError` when there can be no verdict: no such
 * file, no known format, no permission, no evaluator, one that runs out of time. Throws the signal's reason on abort.
 */
export async function validateWorkflow(path: string, options: ValidateOptions): Promise<Diagnostic[]> {
  const { strict, signal } = options;
  signal.throwIfAborted();
  const { diagnostics, content } = await readDocument(path, options);
  signal.throwIfAborted();

  const all = [...diagnostics];
  if (content !== undefined) {
    const findings = await findingsOf(content.value, strict);
    if (findings.length > 0) {
      const locate = await content.places();
      for (const finding of findings) all.push(locateFinding(finding, path, locate));
    }
  }
  all.sort(compareDiagnostics);
  return strict ? all.map((diagnostic) => ({ ...diagnostic, severity: "error" })) : all;
}

/** The schema library is loaded here, with the first document that has any content. */
async function findingsOf(document: unknown, strict: boolean): Promise<Finding[]> {
  const { readWorkflow } = await import("./workflow-reader.ts");
  const { checkWorkflow } = await import("./workflow-checks.ts");
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    findings.push(finding);
  };
  const workflow = readWorkflow(document, report);
  if (workflow !== undefined) checkWorkflow(workflow, strict, report);
  return findings;
}
