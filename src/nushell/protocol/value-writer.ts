import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encode, type MsgpackWriter } from "./msgpack-writer.ts";
import type { Plain } from "./plain.ts";
import type { Span } from "./value.ts";

// The engine's decoder refuses messages nested beyond 1,024 levels and ends the connection; a value takes up to four.
const maxDepth = 128;

/**
 * Writes Nushell values, all with one span, in the array form: `{Int: [7, [start, end]]}`.
 *
 * The engine reads its structs with serde, which takes a sequence wherever it takes a map of fields. That form is
 * read by every release from 0.98 to 0.115 and costs the engine a fifth to a half less than maps do.
 */
export class ValueWriter {
  readonly out: MsgpackWriter;
  readonly #span: Uint8Array;

  constructor(out: MsgpackWriter, span: Span) {
    this.out = out;
    this.#span = encode([span.start, span.end]);
  }

  nothing(): void {
    this.out.raw(prefixes.Nothing);
    this.out.raw(this.#span);
  }

  bool(value: boolean): void {
    this.out.raw(prefixes.Bool);
    this.out.bool(value);
    this.out.raw(this.#span);
  }

  int(value: number | bigint): void {
    this.out.raw(prefixes.Int);
    this.out.int(value);
    this.out.raw(this.#span);
  }

  float(value: number): void {
    this.out.raw(prefixes.Float);
    this.out.float(value);
    this.out.raw(this.#span);
  }

  string(value: string): void {
    this.out.raw(prefixes.String);
    this.out.string(value);
    this.out.raw(this.#span);
  }

  /** Nanoseconds. */
  duration(value: number | bigint): void {
    this.out.raw(prefixes.Duration);
    this.out.int(value);
    this.out.raw(this.#span);
  }

  /** RFC 3339 with an offset. The engine ends the connection on anything else, so the caller answers for the text. */
  date(value: string): void {
    this.out.raw(prefixes.Date);
    this.out.string(value);
    this.out.raw(this.#span);
  }

  binary(value: Uint8Array): void {
    this.out.raw(prefixes.Binary);
    this.out.binary(value);
    this.out.raw(this.#span);
  }

  /** An error in place of a value: how a stream that has begun tells that it failed. */
  error(error: LabeledError): void {
    this.out.raw(prefixes.Error);
    this.out.write(encodeLabeledError(error));
    this.out.raw(this.#span);
  }

  /** `length` values must follow, then `end`. */
  beginList(length: number): void {
    this.out.raw(prefixes.List);
    this.out.arrayHeader(length);
  }

  /** `length` times a key of its own and a value must follow, then `end`. The engine dies of a key that comes twice. */
  beginRecord(length: number): void {
    this.out.raw(prefixes.Record);
    this.out.mapHeader(length);
  }

  end(): void {
    this.out.raw(this.#span);
  }

  /** Whole numbers become int, other numbers float. What is nested deeper than the engine can read becomes JSON text. */
  plain(value: Plain, depth = 0): void {
    switch (typeof value) {
      case "undefined":
        return this.nothing();
      case "boolean":
        return this.bool(value);
      case "bigint":
        return this.int(value);
      case "number":
        return Number.isSafeInteger(value) ? this.int(value) : this.float(value);
      case "string":
        return this.string(value);
      default:
        return value === null ? this.nothing() : this.#plainObject(value, depth);
    }
  }

  #plainObject(value: Exclude<Plain, null | undefined | boolean | number | bigint | string>, depth: number): void {
    if (value instanceof Date) return this.date(value.toISOString());
    if (value instanceof Uint8Array) return this.binary(value);
    if (depth === maxDepth) return this.string(JSON.stringify(value, asJson));
    if (isList(value)) {
      this.beginList(value.length);
      for (const item of value) this.plain(item, depth + 1);
    } else {
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      this.beginRecord(entries.length);
      for (const [key, item] of entries) {
        this.out.string(key);
        this.plain(item, depth + 1);
      }
    }
    this.end();
  }
}

/** For JSON.stringify, which throws on a BigInt and finds nothing in a Map. */
function asJson(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Map ? Object.fromEntries(value) : value;
}

function isList(value: object): value is readonly Plain[] {
  return Array.isArray(value);
}

/** `{Variant: [`, to be followed by the content and, but for Nothing, the span. */
function prefix(variant: string, fields = 2): Uint8Array {
  return Buffer.concat([Buffer.of(0x81), encode(variant), Buffer.of(0x90 + fields)]);
}

const prefixes = {
  Nothing: prefix("Nothing", 1),
  Bool: prefix("Bool"),
  Int: prefix("Int"),
  Float: prefix("Float"),
  String: prefix("String"),
  Duration: prefix("Duration"),
  Date: prefix("Date"),
  Error: prefix("Error"),
  Binary: prefix("Binary"),
  List: prefix("List"),
  Record: prefix("Record"),
};
