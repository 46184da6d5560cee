import { isRecord } from "../../records/record-fields.ts";
import { workflowFields } from "./fields.ts";
import type { UnplacedProblem } from "../unplaced-problem.ts";
import type { DocumentPath } from "../../syntax/place.ts";
import { quote } from "../../text/printable.ts";
import { describeResponse, responseWrapper } from "../../records/response-wrapper.ts";

export const wrappers = ["batch_workflow", "workflow"];

/** A value of the document that should be a workflow. */
export interface WorkflowPart {
  readonly value: unknown;
  readonly at: DocumentPath;
  /** Its key in the document, if it has one. */
  readonly key: string | undefined;
}

/**
 * Returns the workflows of a document in any language, also where the platform's API has wrapped it: each item of a list (a
 * stream of documents is one, too), each workflow among named values, or the document itself.
 */
export function partsOf(given: unknown, problems: UnplacedProblem[]): WorkflowPart[] {
  const answer = answerOf(given, problems);
  if (answer === undefined) return [];
  const { value: document, at } = answer;
  if (Array.isArray(document)) {
    if (document.length === 0) problems.push({ code: "empty-workflow", message: "the list contains no workflow", at });
    return document.map((value: unknown, index) => ({ value, at: [...at, index], key: undefined }));
  }
  const named = isRecord(document) && !isWorkflow(document) ? Object.entries(document) : [];
  const parts = named.filter(([key, value]) => !isField(key) && isWorkflow(value));
  if (parts.length === 0) return [{ value: document, at, key: undefined }];
  // An evaluated file may export other values of its own, but a field name was probably meant for a workflow.
  for (const [key] of named) {
    if (!isField(key)) continue;
    problems.push({
      code: "unknown-field",
      message: `${quote(key)} beside the workflows is ignored`,
      at: [...at, key],
      point: "key",
    });
  }
  return parts.map(([key, value]) => ({ value, at: [...at, key], key }));
}

/** Takes the content out of a response of the platform's API. Returns undefined, with a problem, if it has none. */
function answerOf(given: unknown, problems: UnplacedProblem[]): { value: unknown; at: DocumentPath } | undefined {
  const response = isRecord(given) && !isWorkflow(given) ? responseWrapper(given) : undefined;
  if (response === undefined || !isRecord(given)) return { value: given, at: [] };
  if (response.outcome !== "error" && response.content != null) {
    return { value: response.content, at: [given["data"] == null ? "result" : "data"] };
  }
  const message = `${describeResponse(response)} stands where a workflow should be`;
  problems.push({ code: "no-workflow", message, at: [] });
  return undefined;
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
