import { workflowProblem, type Place, type Problem } from "../../problem.ts";
import type { WorkflowDocument } from "../document.ts";
import { printable, quote } from "../../text/printable.ts";

/** The text is not valid in its language. The message is the parser's. */
export function syntaxError(path: string, place: Place | undefined, message: string): Problem {
  return workflowProblem("syntax-error", path, printable(message), place);
}

/** Returns the document of a file whose bytes are not UTF-8. */
export function notText(path: string, language: string): WorkflowDocument {
  return {
    problems: [syntaxError(path, undefined, `not valid UTF-8, which ${language} requires`)],
    content: undefined,
  };
}

/** A key appears twice in one map. `place` is that of the second. */
export function duplicateKey(path: string, place: Place, key: string): Problem {
  return workflowProblem("duplicate-key", path, `the key ${quote(key)} appears twice in one map`, place);
}

/** YAML aliases expand to more than `limit` values. */
export function tooManyAliases(path: string, place: Place, limit: number): Problem {
  const message = `the aliases (*name) in this file expand to more than ${limit} values`;
  return workflowProblem("too-many-aliases", path, message, place);
}
