import { didYouMean } from "../../text/nearest.ts";

// Comparing every unknown name with every known one is quadratic. This limit keeps it to about a second.
const mostComparisons = 2_000_000;

/** Returns a function that suggests the nearest known name other than `besides`, until the comparisons are used up. */
export function hints(known: Iterable<string>): (name: string, besides?: string) => string {
  const names = Array.from(known);
  let comparisons = 0;
  return (name, besides) => {
    if (comparisons > mostComparisons) return "";
    comparisons += names.length;
    return didYouMean(
      name,
      names.filter((each) => each !== besides),
    );
  };
}
