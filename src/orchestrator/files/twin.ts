import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { twinHints } from "../text/nearest.ts";

/**
 * Returns a hint at a file or directory whose name only looks like that of a path that is not there, or of one above it,
 * as names do that come from a Mac.
 */
export function twinHint(path: string): string {
  const folder = dirname(path);
  if (folder !== path && !existsSync(folder)) return twinHint(folder);
  try {
    return twinHints(() => readdirSync(folder))(basename(path));
  } catch {
    return ""; // the directory may not be listed
  }
}
