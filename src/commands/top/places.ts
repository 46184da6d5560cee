import { basename } from "node:path";

/** Returns short names of data directories: the last part of each path if that tells them apart, otherwise the whole. */
export function placesOf(dirs: readonly string[]): ReadonlyMap<string, string> {
  const names = dirs.map((dir) => basename(dir));
  const isClear = new Set(names).size === dirs.length;
  return new Map(dirs.map((dir) => [dir, isClear ? basename(dir) : dir]));
}
