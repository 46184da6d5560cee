import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { platform } from "node:process";

const suffixes = platform === "win32" ? [".exe"] : [""];

/**
 * The absolute paths of a program on the given PATH, the first first. Relative entries are passed over: with them, a
 * folder that holds a workflow could also say what program reads it. Not asynchronous: waiting costs
 * more than looking.
 */
export function* findPrograms(name: string, path: string | undefined): Generator<string> {
  for (const directory of (path ?? "").split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    for (const suffix of suffixes) {
      const candidate = join(directory, name + suffix);
      if (isExecutable(candidate)) yield candidate;
    }
  }
}

/** The first of them. */
export function findProgram(name: string, path: string | undefined): string | undefined {
  const [first] = findPrograms(name, path);
  return first;
}

export function isExecutable(path: string): boolean {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
