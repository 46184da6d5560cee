import { distance } from "fastest-levenshtein";

/** What the field of an object must be. */
export interface Kind {
  /** In words, for an error: "a string". */
  readonly words: string;
  readonly fits: (value: unknown) => boolean;
  readonly mayLack?: boolean;
}

export const text: Kind = { words: "a string", fits: (value) => typeof value === "string" };
export const boolean: Kind = { words: "true or false", fits: (value) => typeof value === "boolean" };
export const number: Kind = { words: "a number", fits: (value) => typeof value === "number" };
export const method: Kind = { words: "a function", fits: (value) => typeof value === "function" };
export const array: Kind = { words: "a list", fits: (value) => Array.isArray(value) };
export const texts: Kind = {
  words: "a list of strings",
  fits: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
};
export const object: Kind = { words: "an object", fits: isObject };
export const anything: Kind = { words: "anything", fits: () => true, mayLack: true };

/** A field that may be left out, but not be undefined: that is what a misspelt name is in plain JavaScript. */
export function ifGiven(kind: Kind): Kind {
  return { ...kind, mayLack: true };
}

/** A field that may be left out, or be undefined. */
export function optional({ words, fits }: Kind): Kind {
  return { words, fits: (value) => value === undefined || fits(value), mayLack: true };
}

/** All fields that an object may have. Written `satisfies Fields<X>`, they have the keys of X, no fewer and no more. */
export type Fields<X> = { readonly [K in keyof X]-?: Kind };

/**
 * Throws a TypeError for an object that has an unknown key, lacks a field, or has one of a wrong type. TypeScript finds
 * most of these mistakes; plain JavaScript finds none, and neither does TypeScript where the object is no literal.
 *
 * @param given what somebody has written, such as the declaration of a flag
 * @param where which object that is, in words, for the error: "the flag --limit"
 */
export function checkFields<X>(given: X, fields: Fields<X>, where: string): void {
  if (!isObject(given)) throw new TypeError(`${where} must be an object${butIs(given)}`);
  // An own key only, as a class may have methods that are nobody's business.
  for (const key of Object.keys(given))
    if (!Object.hasOwn(fields, key)) throw unknownKey(key, Object.keys(fields), where);
  // Every start checks many objects, so this makes none of its own.
  for (const key in fields) {
    const { words, fits, mayLack }: Kind = fields[key];
    if (key in given) {
      const value = given[key];
      if (!fits(value)) throw new TypeError(`${where} has a wrong "${key}": it must be ${words}${butIs(value)}`);
    } else if (mayLack !== true) throw new TypeError(`${where} has no "${key}", which must be ${words}`);
  }
}

/** Throws a TypeError for what is not of a kind: "the column "size" must be a type, such as `int`, not undefined". */
export function checkKind(given: unknown, kind: Kind, what: string): void {
  if (!kind.fits(given)) throw new TypeError(`${what} must be ${kind.words}${butIs(given)}`);
}

/** Names what is declared, for an error: `the command "greet"`. */
export function named(kind: string, declared: unknown): string {
  const name: unknown = isObject(declared) ? Reflect.get(declared, "name") : undefined;
  return typeof name === "string" ? `the ${kind} "${name}"` : `a ${kind}`;
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function butIs(value: unknown): string {
  if (typeof value === "string") return `, not ${JSON.stringify(value)}`;
  if (typeof value === "function") return ", not a function";
  return typeof value === "object" && value !== null ? "" : `, not ${String(value)}`;
}

// Nushell's own rule for names, in nearest-name.ts, would not find `name` in `nmae`.
function unknownKey(key: string, known: readonly string[], where: string): TypeError {
  const distances = known.map((each) => ({ each, by: distance(key.toLowerCase(), each.toLowerCase()) }));
  const [nearest] = distances.toSorted((a, b) => a.by - b.by);
  const isNear = nearest !== undefined && nearest.by <= Math.max(2, nearest.each.length / 3);
  const remedy = isNear ? `did you mean "${nearest.each}"?` : `it may have ${known.join(", ")}`;
  return new TypeError(`${where} has an unknown key "${key}": ${remedy}`);
}
