import { readdirSync } from "node:fs";

export const jsonExtension = ".json";

/**
 * Whether a file name is one of an entry. Temporary files of editors and writers (`.x.json.swp`, `x.json.tmp`) are
 * none.
 */
export function isEntryName(name: string): boolean {
  return name.endsWith(jsonExtension) && !name.startsWith(".");
}

/** What stands in a name for the bytes that are not UTF-8. No file can be opened by such a name. */
const lossyMark = "\u{fffd}";

/** Whether a name has lost something in decoding. A name that has the mark itself is taken for one, too. */
export function isLossy(name: string): boolean {
  return name.includes(lossyMark);
}

/** Returns the names in a directory; none if it cannot be listed, which is for others to report. */
export function namesIn(directory: string): ReadonlySet<string> {
  try {
    return new Set(readdirSync(directory));
  } catch {
    return new Set(); // it vanished, or may be searched but not listed
  }
}
