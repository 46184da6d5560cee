import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isWindows } from "../../../src/orchestrator/system/system.ts";
import type { Problem } from "../../../src/orchestrator/problem.ts";
import { describeProblem } from "../../../src/orchestrator/problem.ts";
import { Evaluators } from "../../../src/orchestrator/workflow/evaluators/evaluators.ts";
import { validateWorkflows, type ValidateOptions } from "../../../src/orchestrator/workflow/validate.ts";
import { root } from "../../support/nu.ts";
import { firstLine } from "../../support/first-line.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** A new folder of that name, gone when the test ends. */
export function scratchFolder(name = "folder"): string {
  const folder = join(temporaryDirectory(), name);
  mkdirSync(folder);
  return folder;
}

/** Writes a file of that name in a new folder and returns its absolute path. */
export function scratchFile(name: string, content: string | Uint8Array): string {
  const path = join(scratchFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** A folder with one executable Node script in it, to be PATH: a tool that does what no real one can be made to do. */
export function toolFolder(tool: "kcl" | "nickel" | "python3" | "python" | "py", script: string): string {
  const folder = scratchFolder("bin");
  writeTool(join(folder, tool), script);
  return folder;
}

/** Writes an executable Node script, on Windows by a program that starts it: it has no extension in `path`. */
export function writeTool(path: string, script: string): void {
  const file = isWindows ? `${path}.js` : path;
  const first = isWindows ? `#!${process.execPath}` : firstLine(process.execPath);
  writeFileSync(file, `${first}\n${script}\n`);
  if (isWindows) copyFileSync(`${root}/node_modules/.cache/windows/script.exe`, `${path}.exe`);
  else chmodSync(file, 0o755);
}

export const never = new AbortController().signal;

/** What the tests of a file share; its Python ends with the process. */
export const evaluators = new Evaluators();

export interface CheckOptions {
  strict?: boolean;
  knownProviders?: readonly string[];
  PATH?: string;
}

/** The problems of one file. */
export async function validateFile(path: string, options: ValidateOptions): Promise<readonly Problem[]> {
  return (await validateWorkflows({ kind: "file", path }, options)).problems;
}

function found(path: string, { strict = false, PATH, knownProviders }: CheckOptions = {}): Promise<readonly Problem[]> {
  return validateFile(path, { strict, knownProviders, env: { PATH }, signal: never, evaluators });
}

/** A problem as a row, without what to do about it, which is the same for all of its code. */
export function rowOf({ severity, code, message, path, place }: Problem) {
  return { severity, code, message, path, line: place?.line ?? null, column: place?.column ?? null };
}

export async function check(path: string, options: CheckOptions = {}) {
  return (await found(path, options)).map(rowOf);
}

/** The problems of a text under a name with that extension, each as `code line:column message`. */
export async function checkText(
  extension: string,
  text: string | Uint8Array,
  options: CheckOptions = {},
): Promise<string[]> {
  const rows = await check(scratchFile(`wf.${extension}`, text), options);
  return rows.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
}

/** The codes alone, of a workflow given as a value. */
export async function codesOf(workflow: unknown, options: CheckOptions = {}): Promise<string[]> {
  const rows = await check(scratchFile("wf.json", JSON.stringify(workflow)), options);
  return rows.map(({ code }) => code);
}

/** The messages as a user reads them, with the bare file name for a path. */
export async function described(path: string, options: CheckOptions = {}): Promise<string[]> {
  return (await found(path, options)).map((each) => describeProblem({ ...each, path: "wf" }));
}
