/** How many characters must be put in, left out or replaced to make one word of the other, as Levenshtein counts. */
export function editDistance(one: string, other: string): number {
  const [from, to] = [Array.from(one), Array.from(other)];
  let above = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, character] of from.entries()) {
    const row = [i + 1];
    for (const [j, counterpart] of to.entries()) {
      const replaced = (above[j] ?? 0) + (character === counterpart ? 0 : 1);
      row.push(Math.min(replaced, (row[j] ?? 0) + 1, (above[j + 1] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
