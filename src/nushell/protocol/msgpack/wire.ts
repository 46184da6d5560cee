/**
 * What MessagePack decodes to. Structs and records are Maps, which neither reorder nor rename their columns. A BigInt
 * is an integer that takes more than 32 bits.
 */
export type Wire = null | boolean | number | bigint | string | Uint8Array | readonly Wire[] | ReadonlyMap<string, Wire>;

/** The engine sent something that this protocol does not have, so the connection cannot continue. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/**
 * Takes the Map that a struct, a record or an enum variant with content decodes to. Like all below, throws a
 * ProtocolError.
 */
export function asMap(wire: Wire | undefined, what: string): ReadonlyMap<string, Wire> {
  return wire instanceof Map ? wire : throwMismatch(wire, what, "a map");
}

export function asArray(wire: Wire | undefined, what: string): readonly Wire[] {
  return Array.isArray(wire) ? wire : throwMismatch(wire, what, "an array");
}

export function asString(wire: Wire | undefined, what: string): string {
  return typeof wire === "string" ? wire : throwMismatch(wire, what, "a string");
}

export function asBool(wire: Wire | undefined, what: string): boolean {
  return typeof wire === "boolean" ? wire : throwMismatch(wire, what, "a boolean");
}

export function asNumber(wire: Wire | undefined, what: string): number {
  return typeof wire === "number" ? wire : throwMismatch(wire, what, "a number");
}

/** Takes an i64: returns a number where that is exact, otherwise a BigInt. */
export function asInt(wire: Wire | undefined, what: string): number | bigint {
  if (Number.isInteger(wire)) return Number(wire);
  const isI64 = typeof wire === "bigint" && BigInt.asIntN(64, wire) === wire;
  return isI64 ? exactInt(wire) : throwMismatch(wire, what, "an integer");
}

/** Takes the number of a row, as a user types it. It is rounded beyond 2^53, where there are no rows. */
export function asRow(wire: Wire | undefined): number {
  return Number(asInt(wire, "row"));
}

/**
 * Converts a BigInt to a number where that loses nothing: every integer of more than 32 bits is decoded as a BigInt.
 */
export function exactInt(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

/** Takes bytes, which an engine sends as an array of numbers. */
export function asBytes(wire: Wire | undefined, what: string): Uint8Array {
  if (wire instanceof Uint8Array) return wire;
  const bytes = asArray(wire, what);
  return bytes.every(isByte) ? Uint8Array.from(bytes) : throwMismatch(wire, what, "bytes");
}

function isByte(wire: Wire): wire is number {
  return typeof wire === "number" && wire >= 0 && wire <= 255;
}

/** Takes an enum's variant: a bare string, or a map with one entry from the variant's name to its content. */
export function asVariant(wire: Wire | undefined, what: string): { name: string; content: Wire | undefined } {
  if (typeof wire === "string") return { name: wire, content: undefined };
  const map = asMap(wire, what);
  // Destructuring would make three arrays here, and every value that arrives has a variant.
  const name = map.size === 1 ? map.keys().next().value : undefined;
  return typeof name === "string" ? { name, content: map.get(name) } : throwMismatch(wire, what, "a variant");
}

/** Throws a ProtocolError for a variant that no known release sends. */
export function throwUnknownVariant(name: string, what: string): never {
  throw new ProtocolError(`unknown ${what}: ${JSON.stringify(name)}`);
}

function throwMismatch(wire: Wire | undefined, what: string, expected: string): never {
  throw new ProtocolError(`${what} is not ${expected} but ${describe(wire)}`);
}

function describe(wire: Wire | undefined): string {
  if (wire === undefined) return "missing";
  if (wire === null) return "nil";
  if (Array.isArray(wire)) return "an array";
  if (wire instanceof Map) return "a map";
  return wire instanceof Uint8Array ? "bytes" : `a ${typeof wire}`;
}
