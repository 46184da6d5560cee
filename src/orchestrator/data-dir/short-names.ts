import { sep } from "node:path";

/** Returns a function that gives for each of several directories the shortest end of its path that no other has. */
export function shortNames(dirs: readonly string[]): (dir: string) => string {
  const parts = dirs.map((dir) => dir.split(sep));
  for (let length = 1; ; length++) {
    const names = parts.map((each) => each.slice(-length).join(sep));
    // Whole paths differ, so this ends.
    if (new Set(names).size < dirs.length) continue;
    const byDir = new Map(dirs.map((dir, i) => [dir, names[i]]));
    return (dir) => byDir.get(dir) || dir;
  }
}
