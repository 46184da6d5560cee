import { workflowProblem, type Place, type Problem } from "../../problem.ts";
import type { WorkflowDocument } from "../document.ts";
import { printable, quote } from "../../text/printable.ts";

/** The file is not what its extension says; the message is the parser's. */
export function syntaxError(path: string, place: Place | undefined, message: string): Problem {
  return workflowProblem("syntax-error", path, printable(message), place);
}

/** What there is to say of a file whose bytes are no text. */
export function notText(path: string, language: string): WorkflowDocument {
  return { problems: [syntaxError(path, undefined, `not UTF-8, as ${language} must be`)], content: undefined };
}

/** A map has the key twice; the place is the second one's. */
export function duplicateKey(path: string, place: Place, key: string): Problem {
  return workflowProblem("duplicate-key", path, `the key ${quote(key)} appears twice in one map`, place);
}

/** YAML aliases multiply the document beyond reason. */
export function tooManyAliases(path: string, place: Place, limit: number): Problem {
  const message = `the aliases (*name) of this file stand for more than ${limit} values`;
  return workflowProblem("too-many-aliases", path, message, place);
}
