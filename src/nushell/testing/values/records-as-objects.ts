import { toPlain, type Plain } from "../../protocol/values/plain.ts";
import type { Value } from "../../protocol/values/value.ts";
import { isList } from "./given.ts";

/** Turns a value into plain data with records as objects, which are easier to write in tests than Maps. */
export function asObjects(value: Value): Plain {
  return recordsAsObjects(toPlain(value));
}

function recordsAsObjects(plain: Plain): Plain {
  if (typeof plain !== "object" || plain === null) return plain;
  if (isList(plain)) return plain.map(recordsAsObjects);
  if (plain instanceof Map) return recordAsObject(plain);
  // Node shows and compares a Buffer differently.
  return plain instanceof Uint8Array ? Uint8Array.from(plain) : plain;
}

export function recordAsObject(record: ReadonlyMap<string, Plain>): { readonly [key: string]: Plain } {
  return Object.fromEntries(Array.from(record, ([key, item]) => [key, recordsAsObjects(item)]));
}
