import { stripVTControlCharacters } from "node:util";
import { OrchestratorError } from "../../orchestrator-error.ts";
import { cut, printable } from "../../text/printable.ts";

/** Of what a tool says, in characters: a message is read by a person. */
const mostShown = 64 * 1024;
const mostQuoted = 2000;

/** What helps with KCL, which ends by SIGSEGV when its stack is full, and has no words for that. */
export const recursionHelp =
  "KCL ends so in a recursion without end: look for one in the workflow and what it imports.";

/** There is no verdict because the evaluator crashed, could not start or answered nonsense. */
export function evaluatorFailed(
  tool: string,
  how: string,
  path: string,
  { stderr = "", help, cause }: { stderr?: string; help?: string | undefined; cause?: unknown } = {},
): OrchestratorError {
  const said = cut(toolText(stderr), mostQuoted);
  return new OrchestratorError(`${tool} ${how} on ${printable(path)}${said === "" ? "" : `: ${said}`}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help:
      help ?? `Run ${tool} on the file by hand; if it fails there too, the fault is in ${tool} or its installation.`,
    cause,
  });
}

/** What `spawn` threw, in words, or any other error as it is. */
export function startFailure(tool: string, program: string, path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  const help = `Run ${program} by hand to see what is wrong with it.`;
  return evaluatorFailed(tool, "could not be started", path, { stderr: cause.message, help, cause });
}

export function timedOut(tool: string, timeoutMs: number): OrchestratorError {
  return new OrchestratorError(`${tool} took longer than ${timeoutMs / 1000} s and was stopped`, {
    about: "evaluation-time",
    code: "orch::evaluator_timeout",
    help: "Look for an endless loop or recursion in the workflow and what it imports.",
  });
}

export function outputTooLarge(tool: string, maxBytes: number): OrchestratorError {
  return new OrchestratorError(`${tool} wrote more than ${maxBytes} bytes and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_output_too_large",
    help: "Look for a value that grows without end, or for traces in a loop.",
  });
}

export function memoryExceeded(tool: string, maxMemory: number): OrchestratorError {
  return new OrchestratorError(`${tool} took more than ${maxMemory} bytes of memory and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_out_of_memory",
    help: "Look for an endless loop or recursion, or for a value that grows without end.",
  });
}

/** The first part of a tool's text as one line: it quotes files, and a line of its own could say anything. */
export function toolText(text: string): string {
  return toolLines(text).join("; ");
}

/** The same line by line, without the tool's colours (all, if not told which), with other control characters escaped. */
export function toolLines(text: string, styles?: RegExp): string[] {
  const start = cut(text, mostShown);
  const plain = styles === undefined ? stripVTControlCharacters(start) : start.replaceAll(styles, "");
  const lines = plain.split(/\r?\n/).map((line) => printable(line.trim()));
  return lines.filter((line) => line !== "");
}

/** What was thrown on abort. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}

/** Whether an error is a system call's: no such interpreter, no process left, ... */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
