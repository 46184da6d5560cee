import { editDistance } from "./edit-distance.ts";

/**
 * Throws a TypeError for a key of an object that is not one of the known ones, and names the nearest of these. Plain
 * JavaScript would leave such a key unnoticed, as TypeScript does where the object is no literal.
 *
 * @param object what somebody has written, such as the declaration of a flag
 * @param known the keys that it may have
 * @param where which object that is, in words, for the error
 */
export function checkKeys(object: object, known: Readonly<Record<string, unknown>>, where: string): void {
  for (const key of Object.keys(object)) {
    if (!Object.hasOwn(known, key)) throw unknownKey(key, Object.keys(known), where);
  }
}

function unknownKey(key: string, known: readonly string[], where: string): TypeError {
  const distances = new Map(known.map((each) => [each, editDistance(key.toLowerCase(), each.toLowerCase())]));
  const nearest = known.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0))[0] ?? "";
  const isNear = (distances.get(nearest) ?? 0) <= Math.max(2, nearest.length / 3);
  const remedy = isNear ? `did you mean "${nearest}"?` : `it may have ${known.join(", ")}`;
  return new TypeError(`${where} has an unknown key "${key}": ${remedy}`);
}
