import { workflowProblem, type Problem } from "../problem.ts";
import type { WorkflowCode } from "../problem-codes.ts";
import type { DocumentContent } from "./document.ts";
import type { DocumentPath, Locate } from "../syntax/place.ts";
import { quote } from "../text/printable.ts";

/** A problem of a document before its place in the text has been looked up. */
export interface UnplacedProblem {
  readonly code: WorkflowCode;
  readonly message: string;
  /** What has to be put in quotes. */
  readonly unquoted?: string | undefined;
  readonly at: DocumentPath;
  /** Whether the problem is about the key at that path, or its value, which is the default. */
  readonly point?: "key" | "value";
}

/** Returns the problem with its place in the file. */
export function placed(
  { code, message, unquoted, at, point }: UnplacedProblem,
  path: string,
  locate: Locate,
  { isComputed }: Pick<DocumentContent, "isComputed">,
): Problem {
  const text = unquoted === undefined || isComputed ? "" : `: ${quote(unquoted)}`;
  const remedy = unquoted === undefined ? "" : `; put it in quotes${text}`;
  return workflowProblem(code, path, message + remedy, locate(at, point));
}
