import { isRecord } from "../../text/record-fields.ts";
import { workflowFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../place.ts";
import { quote } from "../../text/printable.ts";

export const wrappers = ["batch_workflow", "workflow"];

/** What stands where a workflow is expected. */
export interface WorkflowPart {
  readonly value: unknown;
  readonly at: DocumentPath;
  /** The name that the document has for it. */
  readonly key: string | undefined;
}

/**
 * The workflows of a document, whatever its language: each item of a list (a stream of documents is one, too), each
 * workflow among named values, or the document itself.
 */
export function partsOf(document: unknown, problems: UnplacedProblem[]): WorkflowPart[] {
  if (Array.isArray(document)) {
    if (document.length === 0) problems.push({ code: "empty-workflow", message: "the list has no workflow", at: [] });
    return document.map((value: unknown, index) => ({ value, at: [index], key: undefined }));
  }
  const named = isRecord(document) && !isWorkflow(document) ? Object.entries(document) : [];
  const parts = named.filter(([key, value]) => !isField(key) && isWorkflow(value));
  if (parts.length === 0) return [{ value: document, at: [], key: undefined }];
  // What an evaluated file exports besides is its own; what looks like a field was meant for a workflow.
  for (const [key] of named) {
    if (!isField(key)) continue;
    problems.push({
      code: "unknown-field",
      message: `${quote(key)} beside the workflows is not read`,
      at: [key],
      point: "key",
    });
  }
  return parts.map(([key, value]) => ({ value, at: [key], key }));
}

/** The wrapper that a value is; a workflow with operations of its own is bare, whatever else it has. */
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
