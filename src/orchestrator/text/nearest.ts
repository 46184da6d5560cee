import { distance } from "fastest-levenshtein";
import { quote } from "./printable.ts";

/**
 * The longest name that is compared. Longer names are no typing errors of each other, and comparing two takes time in
 * proportion to the product of their lengths.
 */
const longestCompared = 100;

/**
 * Returns the known name that `given` most likely stands for, compared without regard to case; undefined when none is
 * near. At most a third of the longer of the two may differ, so that one letter is near to no other.
 */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length > longestCompared) return undefined;
  const target = given.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(target.length / 3)) + 1;
  for (const name of known) {
    if (name.length > longestCompared) continue;
    const d = distance(target, name.toLowerCase());
    if (d < bestDistance && d * 3 <= Math.max(target.length, name.length)) {
      bestDistance = d;
      best = name;
    }
  }
  return best;
}

/** Returns `; did you mean "a"?`, or an empty text when no known name is near. */
export function didYouMean(given: string, known: Iterable<string>): string {
  return suggestion(nearest(given, known));
}

/** Returns `; did you mean "a"?`, or an empty text for no name. */
export function suggestion(name: string | undefined): string {
  return name === undefined ? "" : `; did you mean ${quote(name)}?`;
}

/** Returns the `count` known names whose beginnings are nearest, the nearest first, however far they are. */
export function nearestNames(given: string, known: Iterable<string>, count: number): string[] {
  const target = beginning(given);
  return Array.from(known, (name) => ({ name, far: distance(target, beginning(name)) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ name }) => name);
}

function beginning(name: string): string {
  return name.slice(0, longestCompared).toLowerCase();
}
