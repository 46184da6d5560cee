import { statSync } from "node:fs";

/**
 * Returns a function that gives for each path the first of those it was given that is the same file or directory in other
 * words: in other cases where the file system ignores case, or with a letter in the other form that Unicode has for it.
 */
export function firstSpelling(): (path: string) => string {
  const known = new Map<string, string[]>();
  return (path) => {
    const key = path.normalize().toLowerCase();
    const alike = known.get(key) ?? [];
    known.set(key, alike);
    const first = alike.find((other) => other === path || areOneFile(other, path));
    if (first === undefined) alike.push(path);
    return first ?? path;
  };
}

function areOneFile(a: string, b: string): boolean {
  const [first, second] = [identityOf(a), identityOf(b)];
  return first !== undefined && first === second;
}

function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    return stat && `${stat.dev}:${stat.ino}`;
  } catch {
    return undefined; // not permitted, or a circle of links: reading it reports that
  }
}
