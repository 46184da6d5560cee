/** Groups items by a key, in the order in which they come. Those without a key are left out. */
export function grouped<T, Key>(items: Iterable<T>, keyOf: (item: T) => Key | undefined): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * How many keys are found by looking at all items for each, before a map of them is made. Making one takes as long as 11 such looks
 * at 1,000 items, 26 at 10,000 and 61 at 100,000, and most calls ask for one key or a few.
 */
export const fewLookups = 16;
