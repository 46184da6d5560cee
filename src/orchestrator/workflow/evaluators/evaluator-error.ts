import { stripVTControlCharacters } from "node:util";
import { OrchestratorError } from "../../orchestrator-error.ts";
import { cut, printable } from "../../text/printable.ts";

// How many characters of a tool's text are read and quoted, as a person has to read the message.
const mostShown = 64 * 1024;
const mostQuoted = 2000;

/** Help for KCL, which gets SIGSEGV and prints nothing when its stack overflows. */
export const recursionHelp =
  "KCL crashes like this on endless recursion: look for one in the workflow and its imports.";

/** The error if the evaluator crashed, could not be started or printed something unexpected, so that there is no verdict. */
export function evaluatorFailed(
  tool: string,
  how: string,
  path: string,
  { stderr = "", help, cause }: { stderr?: string; help?: string | undefined; cause?: unknown } = {},
): OrchestratorError {
  const said = cut(toolText(stderr), mostQuoted);
  return new OrchestratorError(`${tool} ${how} on ${path}${said === "" ? "" : `: ${said}`}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help: help ?? `Run ${tool} on the file by hand; if that fails too, the problem is in ${tool} or its installation.`,
    cause,
  });
}

/** Returns the error that explains what `spawn` threw; any other error is returned unchanged. */
export function startFailure(tool: string, program: string, path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  const help = `Run ${program} by hand to see what is wrong with it.`;
  return evaluatorFailed(tool, "could not be started", path, { stderr: cause.message, help, cause });
}

export function timedOut(tool: string, timeoutMs: number): OrchestratorError {
  return new OrchestratorError(`${tool} took longer than ${timeoutMs / 1000} s and was stopped`, {
    about: "evaluation-time",
    code: "orch::evaluator_timeout",
    help: "Look for an endless loop or recursion in the workflow and its imports.",
  });
}

export function outputTooLarge(tool: string, maxBytes: number): OrchestratorError {
  return new OrchestratorError(`${tool} wrote more than ${maxBytes} bytes and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_output_too_large",
    help: "Look for a value that grows without limit, or for a trace in a loop.",
  });
}

export function memoryExceeded(tool: string, maxMemory: number): OrchestratorError {
  return new OrchestratorError(`${tool} used more than ${maxMemory} bytes of memory and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_out_of_memory",
    help: "Look for an endless loop or recursion, or for a value that grows without limit.",
  });
}

/**
 * Returns the first part of a tool's text as one line, because what it quotes from files could look like a line of its own.
 */
export function toolText(text: string): string {
  return toolLines(text).join("; ");
}

/**
 * Returns its lines without the escape sequences that `styles` matches, or without any by default, and escapes other
 * control characters.
 */
export function toolLines(text: string, styles?: RegExp): string[] {
  const start = cut(text, mostShown);
  const plain = styles === undefined ? stripVTControlCharacters(start) : start.replaceAll(styles, "");
  const lines = plain.split(/\r?\n/).map((line) => printable(line.trim()));
  return lines.filter((line) => line !== "");
}

/** Returns the reason of an abort as an error. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}

/** Whether a system call failed: no such interpreter, no process left, ... */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
