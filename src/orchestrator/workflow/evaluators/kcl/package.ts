import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { isFault } from "../../../system/file-problem.ts";

/**
 * Returns the folder of the package that a KCL file belongs to, the nearest with a kcl.mod; undefined if it is in none.
 */
export function kclPackage(path: string): string | undefined {
  return foldersAbove(path).find(hasManifest);
}

/** Returns the file's folder, the one around that, and so on up to the root. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder);
  return folders;
}

/** Whether the folder has a kcl.mod of any kind. KCL also opens one that is no regular file, and waits for a FIFO. */
export function hasManifest(folder: string): boolean {
  try {
    return statSync(join(folder, "kcl.mod"), { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    return isFault(error); // reading it tells what is wrong
  }
}
