import { join, sep } from "node:path";

/** Whether this is Windows, where paths, permissions and the system's places are others. */
export const isWindows = process.platform === "win32";

/** Whether this is macOS, which has settings of its own that keep programs from files. */
export const isMac = process.platform === "darwin";

/** The variable that says where the system's temporary folder is. */
export const temporaryVariable = isWindows ? "TEMP" : "TMPDIR";

/**
 * Returns the path of a name in a directory, as `join` does for an absolute directory, but without looking at each
 * character, as it runs for each of 100,000 files.
 */
export function pathIn(directory: string, name: string): string {
  return directory.endsWith(sep) ? directory + name : directory + sep + name;
}

/**
 * Returns where something of the platform is that its documents place in one of the system's folders. Windows has one folder
 * for both, whose name is in a variable that a plugin may have been started without.
 */
export function systemPlace(folder: "/var/lib" | "/usr/local/share", name: string): string {
  return join(isWindows ? process.env["PROGRAMDATA"] || String.raw`C:\ProgramData` : folder, name);
}
