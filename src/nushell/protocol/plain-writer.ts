import { inspect } from "node:util";
import { CellPath } from "./cell-path.ts";
import { Closure, CustomValue, DateTime, Duration, Filesize, Float, Glob } from "./kinds.ts";
import { LabeledError } from "./labeled-error.ts";
import type { Plain, PlainObject } from "./plain.ts";
import { Range } from "./range.ts";
import type { ValueWriter } from "./value-writer.ts";

// The engine's decoder refuses messages nested beyond 1,024 levels and ends the connection; a value takes up to four.
const maxDepth = 128;

/** Whole numbers become int, other numbers float. What is nested deeper than the engine can read becomes JSON text. */
export function writePlain(out: ValueWriter, value: Plain, depth = 0): void {
  switch (typeof value) {
    case "undefined":
      return out.nothing();
    case "boolean":
      return out.bool(value);
    case "bigint":
      return out.int(value);
    case "number":
      return Number.isSafeInteger(value) ? out.int(value) : out.float(value);
    case "string":
      return out.string(value);
    default:
      return value === null ? out.nothing() : writeObject(out, value, depth);
  }
}

function writeObject(out: ValueWriter, value: PlainObject, depth: number): void {
  if (value instanceof Date) return out.date(new DateTime(value.toISOString()).text);
  if (value instanceof Uint8Array) return out.binary(value);
  if (value instanceof Float) return out.float(value.value);
  if (value instanceof Duration) return out.duration(value.nanoseconds);
  if (value instanceof Filesize) return out.filesize(value.bytes);
  if (value instanceof DateTime) return out.date(value.text);
  if (value instanceof Glob) return out.glob(value.pattern, value.noExpand);
  if (value instanceof Range) return out.range(value);
  if (value instanceof CellPath) return out.cellPath(value);
  if (value instanceof Closure) return out.closure(value);
  if (value instanceof CustomValue) return out.custom(value);
  if (value instanceof LabeledError) return out.error(value);
  if (depth === maxDepth) return out.string(JSON.stringify(value, asJson));
  if (isList(value)) {
    out.beginList(value.length);
    for (const item of value) writePlain(out, item, depth + 1);
  } else {
    const columns = columnsOf(value);
    out.beginRecord(columns.length);
    for (const [key, item] of columns) {
      out.out.string(key);
      writePlain(out, item, depth + 1);
    }
  }
  out.end();
}

/**
 * Throws a TypeError on an object of a class, whose content is elsewhere than in its properties: a Set or an Error would
 * be an empty record.
 */
function columnsOf(value: ReadonlyMap<string, Plain> | { readonly [key: string]: Plain }): [string, Plain][] {
  const isMap = value instanceof Map;
  if (!isMap && !isBare(value)) throw new TypeError(`an object of a class is no value of Nushell's: ${inspect(value)}`);
  const columns = isMap ? [...value] : Object.entries(value);
  if (columns.every(([name]) => name.isWellFormed())) return columns;
  // Names may become the same when lone surrogates are replaced, and the engine dies of a column that comes twice.
  return [...new Map(columns.map(([name, item]) => [name.toWellFormed(), item]))];
}

/** Whether it is of no class: a literal, what a parser made, or one of either from another realm. */
function isBare(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** For JSON.stringify, which throws on a BigInt and finds nothing in a Map. */
function asJson(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
