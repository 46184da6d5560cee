import { isObject, type Kind } from "../fields.ts";
import { encode } from "../msgpack/msgpack-writer.ts";
import { asArray, asInt, exactInt, type Wire } from "../msgpack/wire.ts";

/**
 * Where a value or an argument was written: byte offsets into Nushell's buffer of everything that it has parsed, so
 * for labels only. `engine.spanContents` returns the text there.
 */
export interface Span {
  /** The first byte. */
  readonly start: number;
  /** The byte after the last one. */
  readonly end: number;
}

/** The place of what was written nowhere, as Nushell has it. */
export const unknownSpan: Span = { start: 0, end: 0 };

/** Encodes `[start, end]`, which every engine reads too. */
export function encodeSpan({ start, end }: Span): Buffer {
  return encode([start, end]);
}

/** Reads `{start, end}`, as every engine sends it, or `[start, end]`, as this plugin does. */
export function readSpan(wire: Wire | undefined): Span {
  const [start, end] = wire instanceof Map ? [wire.get("start"), wire.get("end")] : asArray(wire, "span");
  return { start: readOffset(start, "span.start"), end: readOffset(end, "span.end") };
}

/**
 * Some of Nushell's defaults are at 2^63 - 1, which a number cannot hold. Like all that was never written, they get 0.
 */
function readOffset(wire: Wire | undefined, what: string): number {
  const offset = typeof wire === "bigint" ? exactInt(wire) : asInt(wire, what);
  return typeof offset === "bigint" ? 0 : offset;
}

/** What a place must be where an author gives one: a Value, say, has a span but is none. */
export const place: Kind = {
  words: "a span, such as `call.head` or `value.span`",
  fits: (value) => isObject(value) && ["start", "end"].every((key) => typeof Reflect.get(value, key) === "number"),
};
