import { OrchestratorError } from "./orchestrator-error.ts";
import { printable } from "./text/printable.ts";
import { dataCodes, workflowCodes, type CodeEntry, type DataCode, type WorkflowCode } from "./problem-codes.ts";

/** A place in a text: line and column from 1, the column in code points. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong with the data or with a workflow: data about the data, never an exception. */
export interface Problem {
  readonly code: DataCode | WorkflowCode;
  readonly severity: CodeEntry["severity"];
  /** What is wrong, on one line that reads well alone, without a full stop. */
  readonly message: string;
  /** What to do about it: sentences, or a command after a colon. */
  readonly help: string;
  /** Absolute: the file or directory that is wrong. */
  readonly path: string;
  /** Where in the file, as far as that is known. */
  readonly place?: Place | undefined;
}

/** A problem of the data, its texts printable, whatever they quote; the table of codes says how severe it is and, without `help`, what to do about it. */
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

/** A problem of a workflow. Its message may quote anything: `validateWorkflows` makes it printable. */
export function workflowProblem(code: WorkflowCode, path: string, message: string, place?: Place): Problem {
  const { severity, help } = workflowCodes[code];
  return { code, severity, message, help, path, place };
}

/** What an error says, as a problem of the data. Throws what is no OrchestratorError. */
export function problemOf(error: unknown, code: DataCode, path: string): Problem {
  if (!(error instanceof OrchestratorError)) throw error;
  return problem(code, path, error.message, error.help);
}

/** Notes a problem of one file or of one of its fields. */
export type Note = (code: DataCode, message: string) => void;

/** Notes problems of the file at `path` in a list. */
export function noteOn(path: string, problems: Problem[]): Note {
  return (code, message) => {
    problems.push(problem(code, path, message));
  };
}

/** What is at fault; undefined where that is nothing of the whole file's. */
export function causeOf({ code }: Problem): CodeEntry["cause"] {
  const entries: Readonly<Record<string, CodeEntry>> = dataCodes;
  return entries[code]?.cause;
}
