import { encodeCellPath, type CellPath } from "./cell-path.ts";
import type { Closure, CustomValue } from "./kinds.ts";
import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encode, MsgpackWriter, type Encodable } from "./msgpack-writer.ts";
import { encodeRange, type Range } from "./range.ts";
import * as scalars from "./scalar.ts";
import { prefix, type Scalar } from "./scalar.ts";
import type { Span } from "./span.ts";
import type { Value } from "./value.ts";
import type { Version } from "./version.ts";

/** Whom values are written for: the release that reads them, and the span they all bear. */
export interface Recipient {
  readonly version: Version;
  readonly span: Span;
  /** Told of each custom value that is written where Nushell will tell when it is gone. */
  readonly onCustomValue?: ((value: CustomValue) => void) | undefined;
}

/** Tells of custom values once all was written: of what could not be, none reaches Nushell. */
export function tellWhenWritten<T>(recipient: Recipient, write: (recipient: Recipient) => T): T {
  const values: CustomValue[] = [];
  const written = write({ ...recipient, onCustomValue: (value) => values.push(value) });
  for (const value of values) recipient.onCustomValue?.(value);
  return written;
}

/**
 * Writes Nushell values in the array form: `{Int: [7, [start, end]]}`.
 *
 * The engine reads its structs with serde, which takes a sequence wherever it takes a map of fields. That form is
 * read by every release from 0.98 to 0.115 and costs the engine a fifth to a half less than maps do.
 */
export class ValueWriter {
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

  /** The bytes of the span that every value bears. */
  get span(): Uint8Array {
    return this.#span;
  }

  scalar<T>(kind: Scalar<T>, value: T): void {
    this.out.raw(kind.prefix);
    kind.content(this.out, value);
    this.out.raw(this.#span);
  }

  nothing(): void {
    this.scalar(scalars.nothing, null);
  }

  bool(value: boolean): void {
    this.scalar(scalars.bool, value);
  }

  int(value: number | bigint): void {
    this.scalar(scalars.int, value);
  }

  float(value: number): void {
    this.scalar(scalars.float, value);
  }

  string(value: string): void {
    this.scalar(scalars.string, value);
  }

  /** Nanoseconds. */
  duration(value: number | bigint): void {
    this.scalar(scalars.duration, value);
  }

  /** Bytes. */
  filesize(value: number | bigint): void {
    this.scalar(scalars.filesize, value);
  }

  /** RFC 3339 with an offset. The engine ends the connection on anything else, so the caller answers for the text. */
  date(value: string): void {
    this.scalar(scalars.date, value);
  }

  binary(value: Uint8Array): void {
    this.scalar(scalars.binary, value);
  }

  glob(pattern: string, noExpand: boolean): void {
    this.out.raw(prefixes.Glob);
    this.out.string(pattern);
    this.out.bool(noExpand);
    this.out.raw(this.#span);
  }

  range(value: Range): void {
    this.#encoded(prefixes.Range, encodeRange(value, this.#version));
  }

  cellPath(value: CellPath): void {
    this.#encoded(prefixes.CellPath, encodeCellPath(value, this.#version));
  }

  closure(closure: Closure): void {
    this.#encoded(prefixes.Closure, this.encodeClosure(closure));
  }

  custom(value: CustomValue): void {
    const { name, data, notifyOnDrop } = value;
    const content = { type: "PluginCustomValue", name, data, notify_on_drop: notifyOnDrop };
    this.#encoded(prefixes.Custom, content);
    this.#onCustomValue?.(value);
  }

  /** An error in place of a value: how a stream that has begun tells that it failed. */
  error(error: LabeledError): void {
    this.#encoded(prefixes.Error, encodeLabeledError(error));
  }

  #encoded(begin: Uint8Array, content: Encodable): void {
    this.out.raw(begin);
    this.out.write(content);
    this.out.raw(this.#span);
  }

  /** `{block_id, captures}`, with what it captured as it was sent. */
  encodeClosure({ blockId, captures }: Closure): Encodable {
    const encoded = captures.map(([variable, value]): Encodable => [variable, () => this.value(value)]);
    return { block_id: blockId, captures: encoded };
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

  /** A value as Nushell sent it, where it was written included. */
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

/** What a record with so many columns begins with. */
export function recordPrefix(length: number): Uint8Array {
  const out = new MsgpackWriter();
  out.raw(prefixes.Record);
  out.mapHeader(length);
  return out.bytes();
}

function encodeSpan({ start, end }: Span): Uint8Array {
  return encode([start, end]);
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
