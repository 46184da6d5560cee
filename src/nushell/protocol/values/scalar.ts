import { encode, type MsgpackWriter } from "../msgpack/msgpack-writer.ts";
import { unwritable } from "./unwritable.ts";

/** A type whose values are encoded as a constant, the content and then the span: `{Int: [7, [start, end]]}`. */
export interface Scalar<T> {
  /** The bytes of `{Variant: [`. */
  readonly prefix: Uint8Array;
  /** Throws an UnwritableError when `value` is of another type. */
  content(out: MsgpackWriter, value: T): void;
}

/** Encodes `{Variant: [`. The content must follow, unless it is Nothing, and then the span. */
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

/** The content is in nanoseconds. */
export const duration: Scalar<number | bigint> = { prefix: prefix("Duration"), content: writeInteger };

/** The content is in bytes. */
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

/**
 * The caller makes sure that the content is RFC 3339 with an offset: the engine ends the connection on any other text.
 */
export const date: Scalar<string> = { prefix: prefix("Date"), content: (out, value) => out.string(value) };

export const binary: Scalar<Uint8Array> = {
  prefix: prefix("Binary"),
  content(out, value) {
    if (!(value instanceof Uint8Array)) throw unwritable("a Uint8Array", value);
    out.binary(value);
  },
};

function writeInteger(out: MsgpackWriter, value: number | bigint): void {
  // MsgpackWriter checks this too, but its message names neither what was expected nor what was found.
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) throw unwritable("a whole number", value);
  out.int(value);
}
