import { workflowProblem, type Problem } from "../problem.ts";
import type { WorkflowCode } from "../problem-codes.ts";
import type { DocumentPath, Locate } from "./place.ts";

/** A problem of a document before its place in the text has been looked up. */
export interface UnplacedProblem {
  readonly code: WorkflowCode;
  readonly message: string;
  readonly at: DocumentPath;
  /** Whether the problem is about the key at that path, or its value, which is the default. */
  readonly point?: "key" | "value";
}

/** Returns the problem with its place in the file. */
export function placed({ code, message, at, point }: UnplacedProblem, path: string, locate: Locate): Problem {
  return workflowProblem(code, path, message, locate(at, point));
}
