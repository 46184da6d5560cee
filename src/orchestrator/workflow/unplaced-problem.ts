import { workflowProblem, type Problem } from "../problem.ts";
import type { WorkflowCode } from "../problem-codes.ts";
import type { DocumentPath, Locate } from "./place.ts";

/** A problem of a document whose place in the text is yet to be found. */
export interface UnplacedProblem {
  readonly code: WorkflowCode;
  readonly message: string;
  readonly at: DocumentPath;
  /** Whether the key at that path is meant, or the value. */
  readonly point?: "key" | "value";
}

/** Gives a problem its place in the file. */
export function placed({ code, message, at, point }: UnplacedProblem, path: string, locate: Locate): Problem {
  return workflowProblem(code, path, message, locate(at, point));
}
