import { encodeCellPath, type CellPath } from "./cell-path.ts";
import type { Closure, CustomValue } from "./kinds.ts";
import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encode, type Encodable, type MsgpackWriter } from "./msgpack-writer.ts";
import { encodeRange, type Range } from "./range.ts";
import type { Span } from "./span.ts";
import { unwritable } from "./unwritable.ts";
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

  nothing(): void {
    this.out.raw(prefixes.Nothing);
    this.out.raw(this.#span);
  }

  bool(value: boolean): void {
    if (typeof value !== "boolean") throw unwritable("a boolean", value);
    this.out.raw(prefixes.Bool);
    this.out.bool(value);
    this.out.raw(this.#span);
  }

  int(value: number | bigint): void {
    expectInteger(value);
    this.out.raw(prefixes.Int);
    this.out.int(value);
    this.out.raw(this.#span);
  }

  float(value: number): void {
    if (typeof value !== "number") throw unwritable("a number", value);
    this.out.raw(prefixes.Float);
    this.out.float(value);
    this.out.raw(this.#span);
  }

  string(value: string): void {
    if (typeof value !== "string") throw unwritable("a string", value);
    this.out.raw(prefixes.String);
    this.out.string(value);
    this.out.raw(this.#span);
  }

  /** Nanoseconds. */
  duration(value: number | bigint): void {
    expectInteger(value);
    this.out.raw(prefixes.Duration);
    this.out.int(value);
    this.out.raw(this.#span);
  }

  /** Bytes. */
  filesize(value: number | bigint): void {
    expectInteger(value);
    this.out.raw(prefixes.Filesize);
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
    if (!(value instanceof Uint8Array)) throw unwritable("a Uint8Array", value);
    this.out.raw(prefixes.Binary);
    this.out.binary(value);
    this.out.raw(this.#span);
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

/** Of what is none the writer below says less. */
function expectInteger(value: number | bigint): void {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw unwritable("a whole number", value);
}

function encodeSpan({ start, end }: Span): Uint8Array {
  return encode([start, end]);
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
  Filesize: prefix("Filesize"),
  Glob: prefix("Glob", 3),
  Range: prefix("Range"),
  CellPath: prefix("CellPath"),
  Closure: prefix("Closure"),
  Custom: prefix("Custom"),
  Date: prefix("Date"),
  Error: prefix("Error"),
  Binary: prefix("Binary"),
  List: prefix("List"),
  Record: prefix("Record"),
};
