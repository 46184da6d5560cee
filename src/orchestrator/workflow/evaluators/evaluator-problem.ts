import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { workflowProblem, type Place, type Problem } from "../../problem.ts";
import { cut, printable } from "../../text/printable.ts";
import { sentences } from "../../text/sentences.ts";
import { oneLine } from "./tool-text.ts";

const largestSource = 64 * 1024 * 1024;
const longestPart = 2000;

/** One part of a problem: what an evaluator says about a place in some file. */
export interface Annotation {
  readonly message: string;
  /** Absolute; undefined if it is not a file of the user's, but for example in the evaluator's standard library. */
  readonly file: string | undefined;
  readonly place: Place | undefined;
}

/**
 * Makes one problem of what an evaluator says. Its place is that of the first annotation; the message names the places of
 * the others, with paths relative to the workflow's folder.
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
  if (parts.length === 0) parts.push("refused without a reason");
  const code = severity === "error" ? "evaluation-failed" : "evaluation-warning";
  return workflowProblem(code, first?.file ?? workflow, sentences(...parts.map(shown)), first?.place);
}

/** Makes a part of a message one printable line and limits its length, because evaluators may quote a whole value. */
function shown(part: string): string {
  return printable(cut(oneLine(part), longestPart));
}

function joined(headline: string, message: string): string {
  return headline === "" ? message : `${headline}: ${message}`;
}

function placeText(workflow: string, file: string, { line, column }: Place): string {
  const below = relative(dirname(workflow), file);
  return `${below.startsWith("..") || isAbsolute(below) ? file : below}:${line}:${column}`;
}

/** Whether there is an error among them: without one they are no reason to reject a file. */
export function hasError(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === "error");
}

/** Resolves a path that an evaluator printed. Evaluators run in the workflow's folder. */
export function printedPath(workflow: string, path: string): string {
  return resolve(dirname(workflow), path);
}

/** Reads a source file for the places in it; returns undefined if it cannot be read or is too large. */
export function sourceBytes(path: string): Buffer | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= largestSource ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
