import { isRecord } from "../../text/record-fields.ts";
import { workflowFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";

export const wrappers = ["batch_workflow", "workflow"];

/** A value of the document that should be a workflow. */
export interface WorkflowPart {
  readonly value: unknown;
  readonly at: DocumentPath;
  /** Its key in the document, if it has one. */
  readonly key: string | undefined;
}

/**
 * Returns the workflows of a document in any language: each item of a list (a stream of documents is one, too), each
 * workflow among named values, or the document itself.
 */
export function partsOf(document: unknown, problems: UnplacedProblem[]): WorkflowPart[] {
  if (Array.isArray(document)) {
    if (document.length === 0)
      problems.push({ code: "empty-workflow", message: "the list contains no workflow", at: [] });
    return document.map((value: unknown, index) => ({ value, at: [index], key: undefined }));
  }
  const named = isRecord(document) && !isWorkflow(document) ? Object.entries(document) : [];
  const parts = named.filter(([key, value]) => !isField(key) && isWorkflow(value));
  if (parts.length === 0) return [{ value: document, at: [], key: undefined }];
  // An evaluated file may export other values of its own, but a field name was probably meant for a workflow.
  for (const [key] of named) {
    if (!isField(key)) continue;
    problems.push({
      code: "unknown-field",
      message: `${quote(key)} beside the workflows is ignored`,
      at: [key],
      point: "key",
    });
  }
  return parts.map(([key, value]) => ({ value, at: [key], key }));
}

/**
 * Returns the name of the wrapper in which a workflow is. A value with operations of its own has none, whatever else it
 * has.
 */
export function wrapperOf(value: unknown): string | undefined {
  if (!isRecord(value) || Object.hasOwn(value, "operations")) return undefined;
  return wrappers.find((name) => Object.hasOwn(value, name));
}

function isField(key: string): boolean {
  return Object.hasOwn(workflowFields.shape, key);
}

function isWorkflow(value: unknown): boolean {
  return isRecord(value) && (Object.hasOwn(value, "operations") || wrapperOf(value) !== undefined);
}
