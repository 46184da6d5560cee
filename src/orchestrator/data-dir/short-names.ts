import { sep } from "node:path";

/** Returns a function that gives for each of several directories the shortest end of its path that no other has. */
export function shortNames(dirs: readonly string[]): (dir: string) => string {
  const distinct = new Set(dirs).size;
  const parts = dirs.map((dir) => dir.split(sep));
  for (let length = 1; ; length++) {
    const names = parts.map((each) => each.slice(-length).join(sep));
    // As many as there are directories: whole paths differ, so this ends.
    if (new Set(names).size < distinct) continue;
    const byDir = new Map(dirs.map((dir, i) => [dir, names[i]]));
    return (dir) => byDir.get(dir) || dir;
  }
}
