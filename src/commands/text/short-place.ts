import { basename, isAbsolute, relative, sep } from "node:path";
import { locationOf, type Problem } from "../../orchestrator/problem.ts";

// The most characters of a place, so that in a terminal of 80 columns as many are left for what is wrong there.
const longest = 28;
const beginning = 12;

/**
 * Returns where a problem is, for a column that leaves room for others: of a long path only the name, and of a long name
 * its beginning, by which a task is found, and its end.
 */
export function shortPlace(problem: Pick<Problem, "path" | "place">): string {
  const whole = locationOf(problem);
  if (whole.length <= longest) return whole;
  const name = locationOf({ ...problem, path: basename(problem.path) });
  if (name.length < longest - "…".length) return `…${sep}${name}`;
  const characters = Array.from(name);
  const end = longest - beginning - "…".length;
  return `${characters.slice(0, beginning).join("")}…${characters.slice(-end).join("")}`;
}

/** Returns a path as compilers show it: relative if it is below the directory, and absolute otherwise. */
export function pathBelow(path: string, directory: string): string {
  const below = relative(directory, path);
  return below === "" || below.startsWith("..") || isAbsolute(below) ? path : below;
}
