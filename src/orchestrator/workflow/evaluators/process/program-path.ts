import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { platform } from "node:process";

const suffixes = platform === "win32" ? [".exe"] : [""];

/**
 * Yields the absolute paths of a program in the order of the given PATH. Relative entries are skipped: with them, the folder
 * of a workflow could decide which program evaluates it. It is synchronous because awaiting takes longer than looking.
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

/** Returns the first path of a program on the given PATH. */
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
