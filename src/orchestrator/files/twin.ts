import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { twinHints } from "../text/nearest.ts";

/** Returns a hint at what is meant by a path that is not there, to follow its name: `; did you mean "a"?`, or nothing. */
export function absenceHint(path: string): string {
  // As in "C:\temp", in Nushell and in TOML.
  const escaped = "; it has a control character, which a backslash makes in double quotes: write it in single quotes";
  return twinHint(path) || (/[\b\t\n\f\r\u{1b}]/u.test(path) ? escaped : "");
}

/**
 * Returns a hint at a file or directory whose name only looks like that of a path that is not there, or of one above it,
 * as names do that come from a Mac.
 */
function twinHint(path: string): string {
  const folder = dirname(path);
  if (folder !== path && !existsSync(folder)) return twinHint(folder);
  try {
    return twinHints(() => readdirSync(folder))(basename(path));
  } catch {
    return ""; // the directory may not be listed
  }
}
