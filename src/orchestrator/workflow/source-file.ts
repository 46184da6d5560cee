import { accessSync, constants, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { globCharacters } from "../files/glob.ts";
import { isAbsent, isDenied, obstacle, systemCode } from "../files/file-problem.ts";
import { didYouMean } from "../text/nearest.ts";
import { OrchestratorError } from "../orchestrator-error.ts";

export type Language = "JSON" | "YAML" | "TOML" | "KCL" | "Nickel";

const languages = new Map<string, Language>([
  [".k", "KCL"],
  [".ncl", "Nickel"],
  [".json", "JSON"],
  [".yaml", "YAML"],
  [".yml", "YAML"],
  [".toml", "TOML"],
]);
export const largestFile = 64 * 1024 * 1024;

/** The language a file's extension stands for, whatever its case; undefined for any other. */
export function knownLanguageOf(path: string): Language | undefined {
  return languages.get(extname(path).toLowerCase());
}

/** As `knownLanguageOf`, but throws `orch::unknown_format`. */
export function languageOf(path: string): Language {
  const language = knownLanguageOf(path);
  if (language !== undefined) return language;
  const extension = extname(path).toLowerCase();
  const known = [...languages.keys()];
  const problem =
    extension === "" ? "the file has no extension" : `unknown extension ${extension}${didYouMean(extension, known)}`;
  throw new OrchestratorError(`Not a workflow format: ${path}: ${problem}`, {
    about: "workflow",
    code: "orch::unknown_format",
    help: `Known extensions: ${known.join(" ")}.`,
  });
}

/**
 * Throws a clear `OrchestratorError` for a file that is absent, no regular file, or closed to this user. Not asynchronous:
 * waiting for two answers takes longer than both calls.
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

/** The file's text without a byte order mark; undefined when it is not UTF-8. Throws as `requireReadable` does. */
export async function readText(path: string, signal: AbortSignal): Promise<string | undefined> {
  let bytes;
  try {
    bytes = await readFile(path, { signal });
  } catch (cause) {
    throw fileError(path, cause);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function notAFile(path: string, isDirectory: boolean): OrchestratorError {
  const what = isDirectory ? "a directory" : "no regular file";
  return new OrchestratorError(`Not a workflow file: ${path} is ${what}`, {
    about: "workflow",
    code: "orch::not_a_file",
    help: isDirectory
      ? "Name a workflow file in it, or a pattern that matches some."
      : "Save the workflow to a regular file and name that.",
  });
}

function tooLarge(path: string, size: number): OrchestratorError {
  return new OrchestratorError(`Workflow file too large: ${path} has ${size} bytes`, {
    about: "workflow",
    code: "orch::file_too_large",
    help: `A workflow file may have up to ${largestFile} bytes; is this the right file?`,
  });
}

/** What a failed system call on the file means to the user; an error that is none comes back as it is. */
export function fileError(path: string, cause: unknown): unknown {
  if (isAbsent(cause)) {
    return new OrchestratorError(`Workflow file not found: ${path}`, {
      about: "workflow",
      code: "orch::file_not_found",
      help: globCharacters.test(path)
        ? "It takes one file, and no pattern: name the file."
        : "Check the path; a relative one is taken from the current directory.",
      cause,
    });
  }
  // Errors of the system begin so, and Node's of its own arguments; an abort does not.
  if (systemCode(cause)?.startsWith("E") !== true) return cause;
  const { message, help } = obstacle(path, cause, "r");
  const code = isDenied(cause) ? "orch::permission_denied" : "orch::unreadable_file";
  const error = `Cannot read the workflow file ${path}: ${message}`;
  return new OrchestratorError(error, { about: "workflow", code, help, cause });
}
