import type { Wire } from "./codec.ts";
import { asArray, asInt } from "./wire-reader.ts";

/** Byte offsets into Nushell's own buffer of everything it has parsed: where a value or an argument was written. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Reads `{start, end}`, as every engine sends it, or `[start, end]`, as this plugin does. */
export function readSpan(wire: Wire | undefined): Span {
  const [start, end] = wire instanceof Map ? [wire.get("start"), wire.get("end")] : asArray(wire, "span");
  return { start: readOffset(start, "span.start"), end: readOffset(end, "span.end") };
}

/** What was written nowhere stands at 0..0, and some of Nushell's defaults at 2^63 - 1, which no number holds: 0 too. */
function readOffset(wire: Wire | undefined, what: string): number {
  const offset = asInt(wire, what);
  return typeof offset === "bigint" ? 0 : offset;
}
