import { quote } from "../../text/printable.ts";
import type { Finding } from "../finding.ts";
import type { Workflow } from "../model/workflow.ts";
import { checkWorkflow } from "./workflow.ts";
import { partsOf } from "../model/workflow-parts.ts";
import { readWorkflow } from "../model/workflow-reader.ts";

export interface NamedWorkflow {
  readonly workflow: Workflow;
  /** Its own name, else the one that the document has for it, else its number. */
  readonly name: string;
}

/** Reads and checks each workflow of a document; of several each finding says which it is about. */
export function checkDocument(
  document: unknown,
  strict: boolean,
): { readonly workflows: readonly NamedWorkflow[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const workflows: NamedWorkflow[] = [];
  const parts = partsOf(document, (finding) => findings.push(finding));
  for (const [index, { value, at, key }] of parts.entries()) {
    const own: Finding[] = [];
    const report = (finding: Finding) => own.push(finding);
    const workflow = readWorkflow(value, at, report);
    if (workflow !== undefined) checkWorkflow(workflow, strict, report);
    const name = workflow?.name ?? key;
    if (workflow !== undefined) workflows.push({ workflow, name: name ?? String(index + 1) });
    const label = parts.length > 1 ? `workflow ${name === undefined ? index + 1 : quote(name)}: ` : "";
    for (const finding of own) findings.push({ ...finding, message: `${label}${finding.message}` });
  }
  return { workflows, findings };
}
