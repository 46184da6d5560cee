import { quote } from "../printable.ts";
import { compareDiagnostics, type Diagnostic } from "./diagnostic.ts";
import type { ReadOptions } from "./document-reader.ts";
import { type Finding, locateFinding } from "./finding.ts";
import type { Workflow } from "./workflow.ts";
import { readSource, type WorkflowSource } from "./workflow-source.ts";

export interface ValidateOptions extends ReadOptions {
  /** Makes each warning an error, and demands a name, a version, and a provider for every operation. */
  readonly strict: boolean;
}

export interface CheckedWorkflows {
  /** What is wrong, sorted by place; nothing that is an error means that all are valid. */
  readonly diagnostics: readonly Diagnostic[];
  /** In the order of the document; those that are none at all are left out, which is then an error. */
  readonly workflows: readonly NamedWorkflow[];
}

export interface NamedWorkflow {
  readonly workflow: Workflow;
  /** Its own name, else the one that the document has for it, else its number. */
  readonly name: string;
}

/** The diagnostics of `checkWorkflows` for one file, given by its absolute path. */
export async function validateWorkflow(path: string, options: ValidateOptions): Promise<readonly Diagnostic[]> {
  return (await checkWorkflows({ kind: "file", path }, options)).diagnostics;
}

/**
 * Checks the workflows of a source. A broken one is a result. Throws an `OrchestratorError` when there can be no verdict: no
 * such file, no known format, no permission, no evaluator, one that runs out of time. Throws the signal's reason on abort.
 */
export async function checkWorkflows(source: WorkflowSource, options: ValidateOptions): Promise<CheckedWorkflows> {
  const { strict, signal } = options;
  signal.throwIfAborted();
  const { diagnostics, content } = await readSource(source, options);
  signal.throwIfAborted();

  const all = [...diagnostics];
  const { workflows, findings } =
    content === undefined ? { workflows: [], findings: [] } : await check(content.value, strict);
  if (content !== undefined && findings.length > 0) {
    const locate = await content.places();
    for (const finding of findings) all.push(locateFinding(finding, source.path, locate));
  }
  all.sort(compareDiagnostics);
  return { workflows, diagnostics: strict ? all.map((diagnostic) => ({ ...diagnostic, severity: "error" })) : all };
}

/** The schema library is loaded here, with the first document that has any content. */
async function check(document: unknown, strict: boolean) {
  const { partsOf } = await import("./workflow-parts.ts");
  const { readWorkflow } = await import("./workflow-reader.ts");
  const { checkWorkflow } = await import("./workflow-checks.ts");
  const findings: Finding[] = [];
  const workflows: NamedWorkflow[] = [];
  const parts = partsOf(document, (finding) => findings.push(finding));
  for (const [index, { value, at, key }] of parts.entries()) {
    const own: Finding[] = [];
    const report = (finding: Finding) => own.push(finding);
    const workflow = readWorkflow(value, at, report);
    if (workflow !== undefined) checkWorkflow(workflow, strict, report);
    const given = workflow?.name ?? key;
    if (workflow !== undefined) workflows.push({ workflow, name: given ?? String(index + 1) });
    const label = parts.length > 1 ? `workflow ${given === undefined ? index + 1 : quote(given)}: ` : "";
    for (const finding of own) findings.push({ ...finding, message: `${label}${finding.message}` });
  }
  return { workflows, findings };
}
