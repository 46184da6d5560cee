import { statSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the package that a KCL file belongs to, the nearest with a kcl.mod; undefined where it is in none. */
export function kclPackage(path: string): string | undefined {
  return foldersAbove(path).find((folder) => isFile(join(folder, "kcl.mod")));
}

/** The file's folder, the one around that, and so on up to the root. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(path); folder !== folders.at(-1); folder = dirname(folder)) folders.push(folder);
  return folders;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
