import type { Wire } from "./codec.ts";
import type { Plain } from "./plain.ts";
import { asArray, asBool, asInt, asMap, asNumber, asString, asVariant, unknownVariant } from "./wire-reader.ts";

/** Byte offsets into Nushell's own buffer of everything it has parsed: where a value or an argument was written. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value as Nushell sends it. */
export type Value = { readonly span: Span } & (
  | { readonly kind: "Nothing" }
  | { readonly kind: "Bool"; readonly val: boolean }
  | { readonly kind: "Int" | "Filesize" | "Duration"; readonly val: number | bigint }
  | { readonly kind: "Float"; readonly val: number }
  | { readonly kind: "String" | "Date"; readonly val: string }
  | { readonly kind: "Glob"; readonly val: string; readonly noExpand: boolean }
  | { readonly kind: "List"; readonly vals: readonly Value[] }
  | { readonly kind: "Record"; readonly val: ReadonlyMap<string, Value> }
  /** Ranges, cell paths, binaries, closures, errors and custom values: known, but no command here takes one. */
  | { readonly kind: "Unsupported"; readonly type: string }
);

export function readSpan(wire: Wire | undefined): Span {
  const span = asMap(wire, "span");
  return { start: asNumber(span.get("start"), "span.start"), end: asNumber(span.get("end"), "span.end") };
}

/** Reads `{Variant: {val, span}}`; throws a ProtocolError on a variant that is not Nushell's. */
export function readValue(wire: Wire | undefined): Value {
  const { name, content } = asVariant(wire, "value");
  const fields = asMap(content, name);
  const span = readSpan(fields.get("span"));
  const val = fields.get("val");
  switch (name) {
    case "Nothing":
      return { kind: name, span };
    case "Bool":
      return { kind: name, val: asBool(val, name), span };
    case "Int":
    case "Filesize":
    case "Duration":
      return { kind: name, val: asInt(val, name), span };
    case "Float":
      return { kind: name, val: asNumber(val, name), span };
    case "String":
    case "Date":
      return { kind: name, val: asString(val, name), span };
    case "Glob":
      return { kind: name, val: asString(val, name), noExpand: asBool(fields.get("no_expand"), "no_expand"), span };
    case "List":
      return { kind: name, vals: asArray(fields.get("vals"), "vals").map(readValue), span };
    case "Record":
      return { kind: name, val: new Map([...asMap(val, name)].map(([key, item]) => [key, readValue(item)])), span };
    case "Range":
    case "CellPath":
    case "Binary":
    case "Closure":
    case "Error":
    case "Custom":
      return { kind: "Unsupported", type: name, span };
    default:
      return unknownVariant(name, "value");
  }
}

/** What Nushell calls a value of this kind, for error messages. */
export function describeKind(value: Value): string {
  return (value.kind === "Unsupported" ? value.type : value.kind).toLowerCase();
}

/** The value as plain JavaScript: durations and file sizes are BigInts, dates RFC 3339 texts, records Maps. */
export function toPlain(value: Value): Plain {
  switch (value.kind) {
    case "Nothing":
      return null;
    case "Filesize":
    case "Duration":
      return BigInt(value.val);
    case "Bool":
    case "Int":
    case "Float":
    case "String":
    case "Date":
    case "Glob":
      return value.val;
    case "List":
      return value.vals.map(toPlain);
    case "Record":
      return new Map([...value.val].map(([key, item]) => [key, toPlain(item)]));
    case "Unsupported":
      return undefined;
  }
}
