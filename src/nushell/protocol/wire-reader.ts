import type { Wire } from "./codec.ts";

/** The engine sent what this protocol does not know: the connection cannot go on. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** A Map decoded from a struct, a record, or an enum's variant with content. */
export function asMap(wire: Wire | undefined, what: string): ReadonlyMap<string, Wire> {
  return wire instanceof Map ? wire : mismatch(wire, what, "a map");
}

export function asArray(wire: Wire | undefined, what: string): readonly Wire[] {
  return Array.isArray(wire) ? wire : mismatch(wire, what, "an array");
}

export function asString(wire: Wire | undefined, what: string): string {
  return typeof wire === "string" ? wire : mismatch(wire, what, "a string");
}

export function asBool(wire: Wire | undefined, what: string): boolean {
  return typeof wire === "boolean" ? wire : mismatch(wire, what, "a boolean");
}

export function asNumber(wire: Wire | undefined, what: string): number {
  return typeof wire === "number" ? wire : mismatch(wire, what, "a number");
}

/** An i64: a number where that is exact, else a BigInt. */
export function asInt(wire: Wire | undefined, what: string): number | bigint {
  if (typeof wire === "number") return wire;
  return typeof wire === "bigint" ? exactInt(wire) : mismatch(wire, what, "an integer");
}

/** The number of a row, as a user types it: rounded beyond 2^53, where no row is. */
export function asRow(wire: Wire | undefined): number {
  return Number(asInt(wire, "row"));
}

/** A number where that loses nothing: what takes more than 32 bits is decoded as a BigInt. */
export function exactInt(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

/** Bytes; an engine sends them as an array of numbers. */
export function asBytes(wire: Wire | undefined, what: string): Uint8Array {
  if (wire instanceof Uint8Array) return wire;
  const bytes = asArray(wire, what);
  return bytes.every(isByte) ? Uint8Array.from(bytes) : mismatch(wire, what, "bytes");
}

function isByte(wire: Wire): wire is number {
  return typeof wire === "number" && wire >= 0 && wire <= 255;
}

/** An enum's variant: a bare string, or a map of one entry from the variant's name to its content. */
export function asVariant(wire: Wire | undefined, what: string): { name: string; content: Wire | undefined } {
  if (typeof wire === "string") return { name: wire, content: undefined };
  const map = asMap(wire, what);
  // Not destructured, which makes three arrays: every value that comes in has a variant.
  const name = map.size === 1 ? map.keys().next().value : undefined;
  return typeof name === "string" ? { name, content: map.get(name) } : mismatch(wire, what, "a variant");
}

/** Reports a variant that no known release sends. */
export function unknownVariant(name: string, what: string): never {
  throw new ProtocolError(`unknown ${what}: ${JSON.stringify(name)}`);
}

function mismatch(wire: Wire | undefined, what: string, expected: string): never {
  throw new ProtocolError(`${what} is not ${expected} but ${describe(wire)}`);
}

function describe(wire: Wire | undefined): string {
  if (wire === undefined) return "missing";
  if (wire === null) return "nil";
  if (Array.isArray(wire)) return "an array";
  if (wire instanceof Map) return "a map";
  return wire instanceof Uint8Array ? "bytes" : `a ${typeof wire}`;
}
