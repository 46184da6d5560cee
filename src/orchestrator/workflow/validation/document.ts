import { quote } from "../../text/printable.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { Workflow } from "../model/workflow.ts";
import { type StrictChecks, validateWorkflow } from "./workflow.ts";
import { partsOf } from "../model/workflow-parts.ts";
import { readWorkflow } from "../model/workflow-reader.ts";

export interface NamedWorkflow {
  readonly workflow: Workflow;
  /** Its own name, or else its key in the document, or else its number. */
  readonly name: string;
}

export interface Checks extends StrictChecks {
  /** Whether the document has a key twice. Then what it says as a whole is unknown, and only single fields are checked. */
  readonly isAmbiguous: boolean;
}

/** Reads and checks each workflow of a document. If there are several, each problem says which one it is about. */
export function validateDocument(
  document: unknown,
  { isAmbiguous, ...checks }: Checks,
): { readonly workflows: readonly NamedWorkflow[]; readonly problems: readonly UnplacedProblem[] } {
  const problems: UnplacedProblem[] = [];
  const workflows: NamedWorkflow[] = [];
  const parts = partsOf(document, problems);
  for (const [index, { value, at, key }] of parts.entries()) {
    const own: UnplacedProblem[] = [];
    const workflow = readWorkflow(value, at, own);
    if (workflow !== undefined && !isAmbiguous) validateWorkflow(workflow, checks, own);
    const name = workflow?.name ?? key;
    if (workflow !== undefined) workflows.push({ workflow, name: name ?? String(index + 1) });
    const label = parts.length > 1 ? `workflow ${name === undefined ? index + 1 : quote(name)}: ` : "";
    for (const each of own) problems.push({ ...each, message: `${label}${each.message}` });
  }
  return { workflows, problems };
}
