import { OrchestratorError } from "./orchestrator-error.ts";
import { printable } from "./text/printable.ts";
import { dataCodes, workflowCodes, type CodeEntry, type DataCode, type WorkflowCode } from "./problem-codes.ts";

/** A place in a text. Lines and columns count from 1; columns are in code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with the data or with a workflow. Problems are collected and returned, never thrown. */
export interface Problem {
  readonly code: DataCode | WorkflowCode;
  readonly severity: CodeEntry["severity"];
  /** A statement of what is wrong, on one line that reads well alone, without a full stop. */
  readonly message: string;
  /** Advice on what to do about it: sentences, or a command after a colon. */
  readonly help: string;
  /** The absolute path of the file or directory at fault. */
  readonly path: string;
  /** The place in the file, if known. */
  readonly place?: Place | undefined;
}

/**
 * Creates a problem of the data. Its texts are made printable, whatever they quote. `dataCodes` gives its severity and,
 * where `help` is not given, its help.
 */
export function problem(code: DataCode, path: string, message: string, help?: string): Problem {
  const entry = dataCodes[code];
  return {
    code,
    severity: entry.severity,
    message: printable(message),
    help: printable(help ?? entry.help),
    path,
  };
}

/** Creates a problem of a workflow. The message may quote anything: `validateWorkflows` makes it printable. */
export function workflowProblem(code: WorkflowCode, path: string, message: string, place?: Place): Problem {
  const { severity, help } = workflowCodes[code];
  return { code, severity, message, help, path, place };
}

/** Returns where a problem is, as compilers write it: `wf.json:12:9`, or the path alone. */
export function locationOf({ path, place }: Pick<Problem, "path" | "place">): string {
  return place === undefined ? printable(path) : `${printable(path)}:${place.line}:${place.column}`;
}

/**
 * Returns a problem as one line: `wf.json:12:9: operation "b" depends on unknown operation "x"; did you mean "a"?`, with its
 * own path.
 */
export function describeProblem(each: Problem): string {
  return `${locationOf(each)}: ${each.message}`;
}

/**
 * Turns an OrchestratorError into a problem of the data, and throws any other error on. `path` is that of the problem unless
 * the error names a file.
 */
export function problemOf(error: unknown, code: DataCode, path: string): Problem {
  if (!(error instanceof OrchestratorError)) throw error;
  const { fault = { path, message: error.message } } = error;
  return problem(code, fault.path, fault.message, error.help);
}

/** Notes a problem of one file or of one of its fields. */
export type Note = (code: DataCode, message: string) => void;

/** Returns a function that adds problems of the file at `path` to a list. */
export function noteOn(path: string, problems: Problem[]): Note {
  return (code, message) => {
    problems.push(problem(code, path, message));
  };
}

/**
 * Returns whether a file's content or the system is at fault; undefined if the problem does not concern the whole file.
 */
export function causeOf({ code }: Problem): CodeEntry["cause"] {
  const entries: Readonly<Record<string, CodeEntry>> = dataCodes;
  return entries[code]?.cause;
}
