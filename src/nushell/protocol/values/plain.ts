import { inspect } from "node:util";
import { CellPath } from "./cell-path.ts";
import { DateTime } from "./date-time.ts";
import { LabeledError } from "./labeled-error.ts";
import { Range } from "./range.ts";
import { CustomValue, Duration, Filesize, Float, Glob } from "./value-classes.ts";
import type { ValueWriter } from "./value-writer.ts";
import { Closure, type Value } from "./value.ts";

/**
 * Plain JavaScript that can be written as a Nushell value: what JSON, YAML and TOML parse to, and what they lack. Whole
 * numbers are ints, and so are bigints of up to 64 bits; a Float is a float without a fraction.
 */
export type Plain = null | undefined | boolean | number | bigint | string | PlainObject;

/**
 * The objects among `Plain`. Maps and bare objects are records. An instance of any other class fails to be written,
 * with a TypeError.
 */
export type PlainObject =
  | Date
  | Uint8Array
  | Float
  | Duration
  | Filesize
  | DateTime
  | Glob
  | Range
  | CellPath
  | Closure
  | CustomValue
  | LabeledError
  | readonly Plain[]
  | ReadonlyMap<string, Plain>
  | { readonly [key: string]: Plain };

/**
 * Turns a value into plain JavaScript without loss: records become Maps in column order, and what JavaScript has no
 * type for gets a class of its own. `toValue` gives all of it back but the places.
 */
export function toPlain(value: Value): Plain {
  switch (value.kind) {
    case "Nothing":
      return null;
    case "Filesize":
      return new Filesize(BigInt(value.val));
    case "Duration":
      return new Duration(BigInt(value.val));
    case "Date":
      return new DateTime(value.val);
    case "Glob":
      return new Glob(value.val, value.noExpand);
    case "Float":
      return Number.isInteger(value.val) ? new Float(value.val) : value.val;
    case "Bool":
    case "Int":
    case "String":
    case "Range":
    case "CellPath":
    case "Binary":
    case "Closure":
    case "Custom":
      return value.val;
    case "Error":
      return value.error;
    case "List":
      return value.vals.map(toPlain);
    case "Record": {
      const record = new Map<string, Plain>();
      for (const [key, item] of value.val) record.set(key, toPlain(item));
      return record;
    }
  }
}

// The engine ends the connection on a message that is nested beyond 1,024 levels; a value takes up to four of them.
const maxDepth = 128;

/**
 * Writes whole numbers as int, other numbers as float. What is nested deeper than the engine can read becomes JSON
 * text.
 */
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
 * Throws a TypeError on an instance of a class, whose content may not be in its properties: a Set or an Error would
 * become an empty record.
 */
function columnsOf(value: ReadonlyMap<string, Plain> | { readonly [key: string]: Plain }): [string, Plain][] {
  const isMap = value instanceof Map;
  if (!isMap && !isBare(value))
    throw new TypeError(`not a Nushell value but an instance of a class: ${inspect(value)}`);
  const columns = isMap ? [...value] : Object.entries(value);
  if (columns.every(([name]) => name.isWellFormed())) return columns;
  // Two names may become the same when lone surrogates are replaced, and the engine dies of a duplicate column.
  return [...new Map(columns.map(([name, item]) => [name.toWellFormed(), item]))];
}

/** Whether the object is not an instance of a class, but a literal or made by a parser, possibly in another realm. */
export function isBare(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A replacer for JSON.stringify, which throws on a BigInt, finds nothing in a Map, and takes a Float for a record. */
function asJson(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Float) return value.value;
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}
