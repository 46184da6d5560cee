import { OrchestratorError } from "../../orchestrator-error.ts";
import { cut } from "../../text/printable.ts";
import { toolText } from "./tool-text.ts";

// How many characters of a tool's text are quoted, as a person has to read the message.
const mostQuoted = 2000;

/** Help for KCL, which gets SIGSEGV and prints nothing when its stack overflows. */
export const recursionHelp =
  "KCL crashes like this on endless recursion: look for one in the workflow and its imports.";

interface Failure {
  /** What the tool wrote. */
  readonly said?: string;
  /** The path of the program, if the tool is a command. */
  readonly program?: string;
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

/** The error if the evaluator crashed, could not be started or said nothing that is known to be about the file. */
export function evaluatorFailed(
  tool: string,
  how: string,
  path: string,
  { said = "", program = tool, help, cause }: Failure = {},
): OrchestratorError {
  const words = cut(toolText(said), mostQuoted);
  return new OrchestratorError(`${tool} ${how} on ${path}${words === "" ? " and said nothing" : `: ${words}`}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help:
      help ??
      `Run ${program} on the file by hand; if that fails too, the problem is in ${program} or its installation.`,
    cause,
  });
}

/** The error if an evaluator is there, but was not asked about the file. */
export function notEvaluated(path: string, reason: string, help: string): OrchestratorError {
  return new OrchestratorError(`${path} was not evaluated: ${reason}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help,
    fault: { path, message: `not evaluated: ${reason}` },
  });
}

/** Returns the error that explains what `spawn` threw; any other error is returned unchanged. */
export function startFailure(tool: string, program: string, path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  const help = `Run ${program} by hand to see what is wrong with it.`;
  return evaluatorFailed(tool, "could not be started", path, { said: cause.message, help, cause });
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

/** Returns the reason of an abort as an error. */
export function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}

/** Whether a system call failed: no such interpreter, no process left, ... */
export function isSystemError(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error;
}
