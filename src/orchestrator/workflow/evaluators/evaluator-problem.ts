import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { workflowProblem, type Place, type Problem } from "../../problem.ts";
import { printable } from "../../text/printable.ts";

const largestSource = 64 * 1024 * 1024;
const longestPart = 2000;

/** A part of one problem: what an evaluator says of a place in some file. */
export interface Annotation {
  readonly message: string;
  /** Absolute; undefined for what is in no file of the user's, as an engine's standard library is. */
  readonly file: string | undefined;
  readonly place: Place | undefined;
}

/**
 * One row: what the evaluator says, the place of the first remark, which is what it is about, and the others with
 * their places in words. Paths in the message are as seen from the workflow's folder.
 */
export function evaluatorProblem(
  workflow: string,
  severity: Problem["severity"],
  headline: string,
  [first, ...others]: readonly Annotation[],
  notes: readonly string[] = [],
): Problem {
  const title = first === undefined || first.message === "" ? headline : joined(headline, first.message);
  const asides = others.map(({ message, file, place }) => {
    const at = file === undefined || place === undefined ? "" : placeText(workflow, file, place);
    if (at === "") return message;
    return message === "" ? `see ${at}` : `${message} (${at})`;
  });
  const parts = [title, ...asides, ...notes].filter((part) => part !== "");
  const code = severity === "error" ? "evaluation-failed" : "evaluation-warning";
  return workflowProblem(code, first?.file ?? workflow, parts.map(shown).join("; "), first?.place);
}

/** A part of a message: an engine may quote a whole value. */
function shown(part: string): string {
  return printable(part.length > longestPart ? `${part.slice(0, longestPart)}…` : part);
}

function joined(headline: string, message: string): string {
  return headline === "" ? message : `${headline}: ${message}`;
}

function placeText(workflow: string, file: string, { line, column }: Place): string {
  const below = relative(dirname(workflow), file);
  return `${below.startsWith("..") || isAbsolute(below) ? file : below}:${line}:${column}`;
}

/** A path that an evaluator printed: its own working directory was the workflow's folder. */
export function printedPath(workflow: string, path: string): string {
  return resolve(dirname(workflow), path);
}

/** A source's bytes, for the places in it; undefined when it is no file or too large to look at. */
export function sourceBytes(path: string): Buffer | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= largestSource ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
