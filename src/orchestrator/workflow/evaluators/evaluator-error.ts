import { isSystemError, systemCode, systemReason } from "../../system/system-code.ts";
import { temporaryVariable } from "../../system/system.ts";
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
export function notEvaluated(path: string, reason: string, help: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError(`${path} was not evaluated: ${reason}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help,
    fault: { path, message: `not evaluated: ${reason}` },
    cause,
  });
}

/** The error if there is no place for the files that an evaluator is given: no folder, or none that takes them. */
export function noTemporaryFolder(parent: string, cause: unknown): OrchestratorError {
  const elsewhere = `start Nushell with ${temporaryVariable} set to a folder that exists and that you may write in.`;
  return new OrchestratorError(`No temporary files could be made in ${parent}: ${systemReason(cause)}`, {
    about: "workflow",
    code: "orch::evaluator_failed",
    help: limitHelp(cause) ?? (isFull(cause) ? `Free some space there, or ${elsewhere}` : `S${elsewhere.slice(1)}`),
    cause,
  });
}

function isFull(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Returns what to do where the system has reached one of its limits; undefined where it has not. */
function limitHelp(error: unknown): string | undefined {
  return limitHelps[systemCode(error) ?? ""];
}

const limitHelps: Readonly<Record<string, string>> = {
  EMFILE: "Raise the limit with `ulimit -n` before Nushell starts.",
  ENFILE: "Close some programs: the whole system is at its limit of open files.",
  EAGAIN: "Close some programs, or raise the limit with `ulimit -u` before Nushell starts, and try again.",
  ENOMEM: "Close some programs, and try again.",
  EFBIG: "Raise the limit on the size of files with `ulimit -f` before Nushell starts.",
};

/** Returns the error that explains what `spawn` threw; any other error is returned unchanged. */
export function startFailure(program: string, path: string, cause: unknown): unknown {
  return isSystemError(cause) ? notStarted(program, path, cause) : cause;
}

/** The error if the system could not start a program that is there. */
export function notStarted(program: string, path: string, cause: Error): OrchestratorError {
  // It was found just before: what is missing is most likely the interpreter that its first line names, or its loader.
  const reason =
    systemCode(cause) === "ENOENT"
      ? "it is gone, or the interpreter or loader that it names is not there (ENOENT)"
      : systemReason(cause);
  const help = limitHelp(cause) ?? `Run ${program} by hand to see what is wrong with it.`;
  return notEvaluated(path, `${program} could not be started: ${reason}`, help, cause);
}

/** Returns the error that explains why a thread could not be started; any other is returned unchanged. */
export function threadFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_WORKER_INIT_FAILED")) return error;
  // Only the message has the system's code.
  const [code = ""] = /E[A-Z\d]+$/.exec(error.message) ?? [];
  const cause = Object.assign(new Error(error.message), { code });
  const reason = `no thread for it could be started: ${systemReason(cause)}`;
  return new OrchestratorError(`${path} was not checked: ${reason}`, {
    about: "workflow",
    code: "orch::workflow_not_checked",
    help: limitHelp(cause) ?? "Try again, or close some programs first.",
    fault: { path, message: `not checked: ${reason}` },
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
