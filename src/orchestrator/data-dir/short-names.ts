import { sep } from "node:path";

/** Returns for each of several directories the shortest end of its path that no other has. */
export function shortNames(dirs: readonly string[]): ReadonlyMap<string, string> {
  const parts = dirs.map((dir) => dir.split(sep));
  for (let length = 1; ; length++) {
    const names = parts.map((each) => each.slice(-length).join(sep));
    // Whole paths differ, so this ends.
    if (new Set(names).size === dirs.length) return new Map(dirs.map((dir, i) => [dir, names[i] || dir]));
  }
}
