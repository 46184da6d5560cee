/** Compares as `<` does, for a sort: texts by their UTF-16 units, whatever the language of the system. */
export function compare<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : Number(a > b);
}
