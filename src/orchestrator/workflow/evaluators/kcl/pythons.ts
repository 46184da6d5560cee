import { existsSync } from "node:fs";
import { basename } from "node:path";
import { platform } from "node:process";
import { isWindows } from "../../../system/system.ts";
import { findPrograms } from "../process/program-path.ts";

const names = isWindows ? ["python3", "python"] : ["python3"];
/** Windows' own way to the Python that is installed, which itself need not be on PATH. */
const launchers = isWindows ? ["py"] : [];

/** What is looked for on PATH. */
export const pythonNames: readonly string[] = [...names, ...launchers];

/** Returns the Pythons on the given PATH in its order, what only leads to one last. */
export function findPythons(path: string | undefined): string[] {
  const found = [names, launchers].flatMap((each) => Array.from(findPrograms(each, path)));
  return found.filter((program) => !opensInstaller(program));
}

/** Returns the arguments with which a program is Python 3, before any others. */
export function pythonFlags(program: string): readonly string[] {
  return /^py(?:\.exe)?$/i.test(basename(program)) ? ["-3"] : [];
}

const developerTools = [
  "/var/db/xcode_select_link",
  "/Library/Developer/CommandLineTools",
  "/Applications/Xcode.app/Contents/Developer",
];

/** Whether a program is no Python, but what has macOS ask in a window whether to install its developer tools. */
export function opensInstaller(program: string, system = platform, isThere = existsSync): boolean {
  return system === "darwin" && program === "/usr/bin/python3" && !developerTools.some((path) => isThere(path));
}
