import type { Plain } from "../protocol/plain.ts";

/** With records as objects, which tests spell out more easily than Maps. */
export function natural(plain: Plain): Plain {
  if (typeof plain !== "object" || plain === null) return plain;
  if (isList(plain)) return plain.map(natural);
  if (plain instanceof Map) return naturalRecord(plain);
  // Not a Buffer, which Node shows and compares as another thing.
  return plain instanceof Uint8Array ? Uint8Array.from(plain) : plain;
}

export function naturalRecord(record: ReadonlyMap<string, Plain>): { readonly [key: string]: Plain } {
  return Object.fromEntries(Array.from(record, ([key, item]) => [key, natural(item)]));
}

export function isList(plain: Plain): plain is readonly Plain[] {
  return Array.isArray(plain);
}
