import type { Wire } from "./codec.ts";
import { asArray, asNumber } from "./wire-reader.ts";

/** Byte offsets into Nushell's own buffer of everything it has parsed: where a value or an argument was written. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Reads `{start, end}`, as every engine sends it, or `[start, end]`, as this plugin does. */
export function readSpan(wire: Wire | undefined): Span {
  if (wire instanceof Map) {
    return { start: asNumber(wire.get("start"), "span.start"), end: asNumber(wire.get("end"), "span.end") };
  }
  const [start, end] = asArray(wire, "span");
  return { start: asNumber(start, "span.start"), end: asNumber(end, "span.end") };
}
