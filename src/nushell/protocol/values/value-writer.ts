import { MsgpackWriter, type Encodable } from "../msgpack/msgpack-writer.ts";
import type { Version } from "../version.ts";
import { encodeCellPath, type CellPath } from "./cell-path.ts";
import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encodeRange, type Range } from "./range.ts";
import * as scalars from "./scalar.ts";
import { prefix, type Scalar } from "./scalar.ts";
import { encodeSpan, type Span } from "./span.ts";
import type { CustomValue } from "./value-classes.ts";
import type { Closure, Value } from "./value.ts";

/** Writes one value. */
export type WriteValue = (out: ValueWriter) => void;

/** Whom values are written for: the release that reads them, and the span that all of them get. */
export interface Recipient {
  /** The Nushell that reads them. */
  readonly version: Version;
  /** The place that all of them get. */
  readonly span: Span;
  /** Is called for each custom value of which Nushell will tell when it is gone. */
  readonly onCustomValue?: ((value: CustomValue) => void) | undefined;
}

/** Calls `onCustomValue` only once `write` has succeeded: if it throws, none of the custom values reaches Nushell. */
export function tellWhenWritten<T>(recipient: Recipient, write: (recipient: Recipient) => T): T {
  const values: CustomValue[] = [];
  const written = write({ ...recipient, onCustomValue: (value) => values.push(value) });
  for (const value of values) recipient.onCustomValue?.(value);
  return written;
}

/** Returns the recipient of values that are written where Nushell will not tell when a custom value is gone. */
export function untold({ version, span }: Recipient): Recipient {
  return { version, span };
}

/** Returns what encodes a value as a part of a message. */
export function encodeValue(write: WriteValue, recipient: Recipient): Encodable {
  return (out) => write(new ValueWriter(out, recipient));
}

/**
 * Writes Nushell values for `write` of a value type, in the array form: `{Int: [7, [start, end]]}`.
 *
 * The engine reads its structs with serde, which accepts a sequence wherever it accepts a map of fields. Every
 * release from 0.98 to 0.116 reads that form, and it costs the engine a fifth to a half less than maps do.
 */
export class ValueWriter {
  /** What the bytes go to: write keys of a record to it by `string`. */
  readonly out: MsgpackWriter;
  readonly #version: Version;
  readonly #onCustomValue: Recipient["onCustomValue"];
  #span: Uint8Array;

  constructor(out: MsgpackWriter, { version, span, onCustomValue }: Recipient) {
    this.out = out;
    this.#version = version;
    this.#onCustomValue = onCustomValue;
    this.#span = encodeSpan(span);
  }

  /** The bytes of the span that every value gets. */
  get span(): Uint8Array {
    return this.#span;
  }

  /** Writes a value whose variant is a constant. */
  scalar<T>(kind: Scalar<T>, value: T): void {
    this.out.raw(kind.prefix);
    kind.content(this.out, value);
    this.out.raw(this.#span);
  }

  /** Writes null. */
  nothing(): void {
    this.scalar(scalars.nothing, null);
  }

  /** Writes a bool. */
  bool(value: boolean): void {
    this.scalar(scalars.bool, value);
  }

  /** Writes an int. Throws on a fraction, and beyond 64 bits. */
  int(value: number | bigint): void {
    this.scalar(scalars.int, value);
  }

  /** Writes a float. */
  float(value: number): void {
    this.scalar(scalars.float, value);
  }

  /** Writes a string. */
  string(value: string): void {
    this.scalar(scalars.string, value);
  }

  /**
   * Writes a duration.
   *
   * @param value in nanoseconds
   */
  duration(value: number | bigint): void {
    this.scalar(scalars.duration, value);
  }

  /**
   * Writes a filesize.
   *
   * @param value in bytes
   */
  filesize(value: number | bigint): void {
    this.scalar(scalars.filesize, value);
  }

  /**
   * Writes a date. The caller makes sure that `value` is RFC 3339 with an offset: the engine ends the connection on
   * any other text.
   */
  date(value: string): void {
    this.scalar(scalars.date, value);
  }

  /** Writes binary. */
  binary(value: Uint8Array): void {
    this.scalar(scalars.binary, value);
  }

  /** Writes a glob, whose pattern stands for itself if `noExpand` is true. */
  glob(pattern: string, noExpand: boolean): void {
    this.out.raw(prefixes.Glob);
    this.out.string(pattern);
    this.out.bool(noExpand);
    this.out.raw(this.#span);
  }

  /** Writes a range in the form of the release: a text from 0.114 on, before that a map. */
  range(value: Range): void {
    this.#encoded(prefixes.Range, encodeRange(value, this.#version));
  }

  /** Writes a cell path in the form of the release: a text from 0.114 on, before that a map. */
  cellPath(value: CellPath): void {
    this.#encoded(prefixes.CellPath, encodeCellPath(value, this.#version));
  }

  /** Writes a closure that Nushell has sent. */
  closure(closure: Closure): void {
    this.#encoded(prefixes.Closure, this.encodeClosure(closure));
  }

  /** Writes a custom value. */
  custom(value: CustomValue): void {
    const { name, data, notifyOnDrop } = value;
    const content = { type: "PluginCustomValue", name, data, notify_on_drop: notifyOnDrop };
    this.#encoded(prefixes.Custom, content);
    this.#onCustomValue?.(value);
  }

  /** Writes an error in place of a value, which is how a stream that has begun reports a failure. */
  error(error: LabeledError): void {
    this.#encoded(prefixes.Error, encodeLabeledError(error));
  }

  #encoded(begin: Uint8Array, content: Encodable): void {
    this.out.raw(begin);
    this.out.write(content);
    this.out.raw(this.#span);
  }

  /** Encodes `{block_id, captures}`, with the captured values as Nushell sent them. */
  encodeClosure({ blockId, captures }: Closure): Encodable {
    const encoded = captures.map(([variable, value]): Encodable => [variable, () => this.value(value)]);
    return { block_id: blockId, captures: encoded };
  }

  /** `length` values must follow, and then `end`. */
  beginList(length: number): void {
    this.out.raw(prefixes.List);
    this.out.arrayHeader(length);
  }

  /** `length` pairs of a key and a value must follow, and then `end`. The engine dies of a duplicate key. */
  beginRecord(length: number): void {
    this.out.raw(prefixes.Record);
    this.out.mapHeader(length);
  }

  /** Ends a list or a record. */
  end(): void {
    this.out.raw(this.#span);
  }

  /** Writes a value as Nushell sent it, including the place where it was written. */
  value(value: Value): void {
    const outer = this.#span;
    this.#span = encodeSpan(value.span);
    try {
      this.#value(value);
    } finally {
      this.#span = outer;
    }
  }

  #value(value: Value): void {
    switch (value.kind) {
      case "Nothing":
        return this.nothing();
      case "Bool":
        return this.bool(value.val);
      case "Int":
        return this.int(value.val);
      case "Filesize":
        return this.filesize(value.val);
      case "Duration":
        return this.duration(value.val);
      case "Float":
        return this.float(value.val);
      case "String":
        return this.string(value.val);
      case "Date":
        return this.date(value.val);
      case "Glob":
        return this.glob(value.val, value.noExpand);
      case "Range":
        return this.range(value.val);
      case "CellPath":
        return this.cellPath(value.val);
      case "Binary":
        return this.binary(value.val);
      case "Closure":
        return this.closure(value.val);
      case "Custom":
        return this.custom(value.val);
      case "Error":
        return this.error(value.error);
      case "List":
        this.beginList(value.vals.length);
        for (const item of value.vals) this.value(item);
        return this.end();
      case "Record":
        this.beginRecord(value.val.size);
        for (const [key, item] of value.val) {
          this.out.string(key);
          this.value(item);
        }
        return this.end();
    }
  }
}

/** Encodes the beginning of a record with `length` columns. */
export function recordPrefix(length: number): Uint8Array {
  const out = new MsgpackWriter();
  out.raw(prefixes.Record);
  out.mapHeader(length);
  return out.bytes();
}

const prefixes = {
  Glob: prefix("Glob", 3),
  Range: prefix("Range"),
  CellPath: prefix("CellPath"),
  Closure: prefix("Closure"),
  Custom: prefix("Custom"),
  Error: prefix("Error"),
  List: prefix("List"),
  Record: prefix("Record"),
};
