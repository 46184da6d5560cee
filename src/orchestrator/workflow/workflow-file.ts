import { accessSync, constants, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsent, isDenied, obstacle } from "../system/file-problem.ts";
import { whileHeld } from "../files/half-written.ts";
import { systemCode } from "../system/system-code.ts";
import { absenceHint } from "../files/twin.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { sizeText } from "../text/numeral.ts";

export const largestFile = 64 * 1024 * 1024;

/**
 * Throws an `OrchestratorError` if the file does not exist, is not a regular file, is too large, or may not be read by this
 * user. It is synchronous because awaiting two results takes longer than both calls.
 */
export function requireReadable(path: string): void {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw notAFile(path, found.isDirectory());
    if (found.size > largestFile) throw tooLarge(path, found.size);
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw fileError(path, cause);
  }
}

/** Returns the text without its byte order mark, or the bytes that are not UTF-8. Throws as `requireReadable` does. */
export async function readText(path: string, signal: AbortSignal): Promise<string | Buffer> {
  let bytes;
  try {
    bytes = await whileHeld(path, () => readFile(path, { signal }));
  } catch (cause) {
    throw fileError(path, cause);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function notAFile(path: string, isDirectory: boolean): OrchestratorError {
  const what = isDirectory ? "a directory" : "not a regular file";
  return new OrchestratorError(`Not a workflow file: ${path} is ${what}`, {
    about: "workflow",
    code: "orch::not_a_file",
    help: isDirectory
      ? "Give the path of a workflow file in it, or a pattern that matches some."
      : "Save the workflow to a regular file and give the path of that.",
    fault: { path, message: what },
  });
}

function tooLarge(path: string, size: number): OrchestratorError {
  const message = `has ${sizeText(size)}`;
  return new OrchestratorError(`Workflow file too large: ${path} ${message}`, {
    about: "workflow",
    code: "orch::file_too_large",
    help: `Check that this is the right file: a workflow file may have up to ${sizeText(largestFile)}.`,
    fault: { path, message },
  });
}

/** Returns the error that explains a failed system call on the file; any other error is returned unchanged. */
export function fileError(path: string, cause: unknown): unknown {
  if (isAbsent(cause)) {
    return new OrchestratorError(`Workflow file not found: ${path}${absenceHint(path)}`, {
      about: "workflow",
      code: "orch::file_not_found",
      help: "Check the path; a relative one is taken from the current directory.",
      fault: { path, message: "not found" },
      cause,
    });
  }
  // System errors have codes that begin with E, and so do Node's errors about arguments. An abort does not.
  if (systemCode(cause)?.startsWith("E") !== true) return cause;
  const { message, help } = obstacle(path, cause, "r");
  const code = isDenied(cause) ? "orch::permission_denied" : "orch::unreadable_file";
  const error = `Cannot read the workflow file ${path}: ${message}`;
  return new OrchestratorError(error, { about: "workflow", code, help, fault: { path, message }, cause });
}
