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
    const score = difference(Array.from(given), Array.from(name));
    if (score > limit) continue;
    nearest = name;
    limit = score - 1;
  }
  return nearest;
}

/** How much two names differ, where one that is a part of the other differs little. */
function difference(a: readonly string[], b: readonly string[]): number {
  const [shorter = 0, longer = 0] = [a.length, b.length].toSorted((one, other) => one - other);
  const more = longer - shorter;
  const rest = editDistance(a, b) - more;
  if (shorter * 2 < longer) return rest + more;
  return rest === 0 && more > 0 ? 1 : rest + Math.ceil(more / 2);
}

/** The least number of characters to insert, delete or replace, by Levenshtein. */
function editDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, from] of a.entries()) {
    const next = [i + 1];
    for (const [j, to] of b.entries()) {
      const [left = 0, above = 0, diagonal = 0] = [next[j], row[j + 1], row[j]];
      next.push(from === to ? diagonal : 1 + Math.min(left, above, diagonal));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
