import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { pid } from "node:process";

/** Makes a folder unless it is there. As several tests may do so at once, each makes one of its own, and the first that is done stays. */
export function madeOnce(folder: string, make: (part: string) => void): string {
  if (existsSync(folder)) return folder;
  const part = `${folder}.${pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    make(part);
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
