import { accessSync, constants, lstatSync, statSync } from "node:fs";
import { delimiter, extname, isAbsolute, join, parse } from "node:path";
import { isFault } from "../../../system/file-problem.ts";
import { isWindows } from "../../../system/system.ts";

/** The extensions of what Windows starts by itself, in the order in which it looks for them. */
const startable: readonly string[] = isWindows ? [".com", ".exe"] : [""];
/** Those of what it hands to `cmd.exe`, which reads commands in the arguments: in a file's name, for example. */
const batch: readonly string[] = isWindows ? [".bat", ".cmd"] : [];

/**
 * Yields the absolute paths of programs in the order of the given PATH, and in a folder in that of the names. Relative
 * entries are skipped: with them, the folder of a workflow could decide which program evaluates it. Batch files of
 * Windows are no programs. It is synchronous because awaiting takes longer than looking.
 */
export function* findPrograms(names: readonly string[], path: string | undefined): Generator<string> {
  for (const each of namedOn(names, path)) yield* withExtension(each, startable);
}

/** Returns the first path of a program on the given PATH. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  const [first] = findPrograms([name], path);
  return first;
}

/** Returns the first batch file on the given PATH that somebody may take for one of the programs. */
export function findBatchFile(names: readonly string[], path: string | undefined): string | undefined {
  return namedOn(names, path).flatMap((each) => Array.from(withExtension(each, batch)))[0];
}

/** Returns the program that a path in full means, on Windows with or without its extension. */
export function programAt(path: string): string | undefined {
  const [program] = isFull(path) ? withExtension(path, startable) : [];
  return program;
}

/** Whether a path, with or without its extension, is that of a batch file, which is never started. */
export function isBatchFile(path: string): boolean {
  return batch.includes(extname(path).toLowerCase()) || (isFull(path) && !withExtension(path, batch).next().done);
}

function namedOn(names: readonly string[], path = ""): string[] {
  return foldersOn(path)
    .filter(isFull)
    .flatMap((folder) => names.map((name) => join(folder, name)));
}

function foldersOn(path: string): string[] {
  if (!isWindows) return path.split(delimiter);
  // There quotation marks may stand around an entry or a part of it, which may then have a semicolon.
  return Array.from(path.matchAll(/(?:"[^"]*"?|[^;"])+/g), ([entry]) => entry.replaceAll('"', ""));
}

/** Whether a path is the same from everywhere: to Windows, `\bin` is on whatever drive is the current one. */
function isFull(path: string): boolean {
  return isAbsolute(path) && (!isWindows || !/^[\\/]$/.test(parse(path).root));
}

function* withExtension(path: string, extensions: readonly string[]): Generator<string> {
  const own = extname(path).toLowerCase();
  const isNamed = isWindows && [...startable, ...batch].includes(own);
  for (const extension of extensions) {
    const candidate = isNamed ? path : path + extension;
    if ((!isNamed || own === extension) && isExecutable(candidate)) yield candidate;
  }
}

export function isExecutable(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    // What could not be looked at may be one, and starting it tells what is wrong.
    return isFault(error) || (isWindows && isAlias(path));
  }
}

/** Whether a path is one of the links by which Windows starts what its store has installed. They cannot be followed. */
function isAlias(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
