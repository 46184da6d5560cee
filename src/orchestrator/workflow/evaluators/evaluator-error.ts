import { systemCode, systemReason } from "../../system/system-code.ts";
import { isWindows } from "../../system/system.ts";
import { OrchestratorError } from "../../orchestrator-error.ts";
import { sizeText } from "../../text/numeral.ts";
import { cut } from "../../text/printable.ts";
import { toolText } from "./tool-text.ts";

// How many characters of a tool's text are quoted, as a person has to read the message.
const mostQuoted = 2000;

// What Windows says of a program whose stack overflows, and of one that reaches for memory that is not its own.
const crashes = new Set<number | null>([0xc00000fd, 0xc0000005]);
const firstStatus = 0x80000000;

/** How a program ended. */
export interface Ending {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly endedBy: string | null;
}

/** Says how a program ended that should have ended well. What Windows ended has its status, as one looks it up. */
export function endingText({ exitCode, endedBy }: Ending): string {
  if (exitCode === null) return `was ended by ${endedBy}`;
  return `exited with code ${exitCode < firstStatus ? exitCode : `0x${exitCode.toString(16).toUpperCase()}`}`;
}

/** Returns the help for a crash of KCL, which prints nothing when its stack overflows; undefined for any other end. */
export function crashHelp({ exitCode, endedBy }: Ending): string | undefined {
  if (endedBy !== "SIGSEGV" && !crashes.has(exitCode)) return undefined;
  return "KCL crashes like this on endless recursion: look for one in the workflow and its imports.";
}

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

/** The variable that says where the system's temporary folder is. */
export const temporaryVariable = isWindows ? "TEMP" : "TMPDIR";

/** The error if there is no place for the files that an evaluator is given: no folder, or none that takes them. */
export function noTemporaryFolder(parent: string, cause: unknown): OrchestratorError {
  const code = systemCode(cause) ?? "";
  return new OrchestratorError(`No temporary files could be made in ${parent}: ${systemReason(cause)}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help:
      ofLimits[code] ??
      `${/^(?:ENOSPC|EDQUOT)$/.test(code) ? "Free some space there, or start" : "Start"} Nushell with ${temporaryVariable} set to a folder that exists and that you may write in.`,
    cause,
  });
}

/** What to do where the system has reached a limit, by its code. */
export const ofLimits: Readonly<Record<string, string>> = {
  EMFILE: "Raise the limit with `ulimit -n` before Nushell starts.",
  ENFILE: "Close some programs: the whole system is at its limit of open files.",
  EAGAIN: "Close some programs, or raise the limit with `ulimit -u` before Nushell starts, and try again.",
  ENOMEM: "Close some programs, and try again.",
  EFBIG: "Raise the limit on the size of files with `ulimit -f` before Nushell starts.",
};

/** Says why a program that is there could not be started. */
function startReason(cause: unknown): string {
  // The program was found just before: what is missing is most likely the interpreter that its first line names, or its loader.
  return systemCode(cause) === "ENOENT"
    ? "it is gone, or the interpreter or loader that it names is not there (ENOENT)"
    : systemReason(cause);
}

/** Returns the error that explains what `spawn` threw; any other error is returned unchanged. */
export function startFailure(program: string, path: string, cause: Error): Error;
export function startFailure(program: string, path: string, cause: unknown): unknown;
export function startFailure(program: string, path: string, cause: unknown): unknown {
  if (!isSystemError(cause)) return cause;
  return new OrchestratorError(`${path} was not evaluated: ${program} could not be started: ${startReason(cause)}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help: ofLimits[systemCode(cause) ?? ""] ?? `Run ${program} by hand to see what is wrong with it.`,
    fault: { path, message: `not evaluated: ${program} could not be started: ${startReason(cause)}` },
    cause,
  });
}

export function timedOut(tool: string, timeoutMs: number): OrchestratorError {
  return new OrchestratorError(`${tool} took longer than ${timeoutMs / 1000} s and was stopped`, {
    about: "evaluation-time",
    code: "orch::evaluator_timeout",
    help: "Look for an endless loop or recursion in the workflow and its imports.",
  });
}

export function outputTooLarge(tool: string, maxBytes: number): OrchestratorError {
  return new OrchestratorError(`${tool} wrote more than ${sizeText(maxBytes)} and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_output_too_large",
    help: "Look for a value that grows without limit, or for a trace in a loop.",
  });
}

export function memoryExceeded(tool: string, maxMemory: number): OrchestratorError {
  return new OrchestratorError(`${tool} used more than ${sizeText(maxMemory)} of memory and was stopped`, {
    about: "workflow",
    code: "orch::evaluator_out_of_memory",
    help: "Look for an endless loop or recursion, or for a value that grows without limit.",
  });
}

/** Whether a tool was stopped for hitting a limit: on its time, on what it writes, or on its memory. */
export function isStopped(error: unknown): error is OrchestratorError {
  return error instanceof OrchestratorError && /_(?:timeout|output_too_large|out_of_memory)$/.test(error.code);
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
