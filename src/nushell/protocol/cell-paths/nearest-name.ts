import { distance } from "fastest-levenshtein";

/**
 * Returns the name that Nushell would ask about with "did you mean": one that differs in case only, else the nearest one
 * if a third of the characters or fewer differ, else one with the same words in another order. Undefined if there is none.
 */
export function nearestName(names: readonly string[], given: string): string | undefined {
  const nearest = names.find((name) => inCapitals(name) === inCapitals(given)) ?? byDistance(names, given);
  const found = nearest ?? names.findLast((name) => wordsOf(name) === wordsOf(given));
  // Any other name of one letter would be as near.
  return found?.length === 1 && found.toLowerCase() !== given.toLowerCase() ? undefined : found;
}

const inCapitals = (name: string) => name.toUpperCase();
const wordsOf = (name: string) => name.split("_").toSorted().join("_");

function byDistance(names: readonly string[], given: string): string | undefined {
  let limit = Math.floor(Math.max(Buffer.byteLength(given), 3) / 3);
  let nearest: string | undefined;
  for (const name of names) {
    const score = difference(given, name);
    if (score > limit) continue;
    nearest = name;
    limit = score - 1;
  }
  return nearest;
}

/** How much two names differ, where one that is a part of the other differs little. */
function difference(one: string, other: string): number {
  const [shorter = 0, longer = 0] = [one, other].map((name) => Array.from(name).length).toSorted((a, b) => a - b);
  const more = longer - shorter;
  const rest = distance(one, other) - more;
  if (shorter * 2 < longer) return rest + more;
  return rest === 0 && more > 0 ? 1 : rest + Math.ceil(more / 2);
}
