import { encode, type MsgpackWriter } from "./msgpack-writer.ts";
import { unwritable } from "./unwritable.ts";

/** A kind of value that goes over the wire as a constant, the value and then the span: `{Int: [7, [start, end]]}`. */
export interface Scalar<T> {
  /** `{Variant: [` */
  readonly prefix: Uint8Array;
  /** Throws an UnwritableError for what is no such value. */
  content(out: MsgpackWriter, value: T): void;
}

/** `{Variant: [`, to be followed by the content and, but for Nothing, the span. */
export function prefix(variant: string, fields = 2): Uint8Array {
  return Buffer.concat([Buffer.of(0x81), encode(variant), Buffer.of(0x90 + fields)]);
}

export const nothing: Scalar<null> = { prefix: prefix("Nothing", 1), content() {} };

export const bool: Scalar<boolean> = {
  prefix: prefix("Bool"),
  content(out, value) {
    if (typeof value !== "boolean") throw unwritable("a boolean", value);
    out.bool(value);
  },
};

export const int: Scalar<number | bigint> = { prefix: prefix("Int"), content: writeInteger };

/** Nanoseconds. */
export const duration: Scalar<number | bigint> = { prefix: prefix("Duration"), content: writeInteger };

/** Bytes. */
export const filesize: Scalar<number | bigint> = { prefix: prefix("Filesize"), content: writeInteger };

export const float: Scalar<number> = {
  prefix: prefix("Float"),
  content(out, value) {
    if (typeof value !== "number") throw unwritable("a number", value);
    out.float(value);
  },
};

export const string: Scalar<string> = {
  prefix: prefix("String"),
  content(out, value) {
    if (typeof value !== "string") throw unwritable("a string", value);
    out.string(value);
  },
};

/** RFC 3339 with an offset. The engine ends the connection on anything else, so the caller answers for the text. */
export const date: Scalar<string> = { prefix: prefix("Date"), content: (out, value) => out.string(value) };

export const binary: Scalar<Uint8Array> = {
  prefix: prefix("Binary"),
  content(out, value) {
    if (!(value instanceof Uint8Array)) throw unwritable("a Uint8Array", value);
    out.binary(value);
  },
};

/** Of what is none the writer itself says less. */
function writeInteger(out: MsgpackWriter, value: number | bigint): void {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw unwritable("a whole number", value);
  out.int(value);
}
