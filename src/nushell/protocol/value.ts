import { CellPath, readCellPath } from "./cell-path.ts";
import type { Wire } from "./codec.ts";
import { Closure, CustomValue, DateTime, Duration, Filesize, Float, Glob } from "./kinds.ts";
import { readLabeledError, type LabeledError } from "./labeled-error.ts";
import type { Plain } from "./plain.ts";
import { Range, readRange } from "./range.ts";
import { readSpan, type Span } from "./span.ts";
import {
  asArray,
  asBool,
  asBytes,
  asInt,
  asMap,
  asNumber,
  asString,
  asVariant,
  unknownVariant,
} from "./wire-reader.ts";

/** A value as Nushell sends it, and where it was written. */
export type Value = { readonly span: Span } & (
  | { readonly kind: "Nothing" }
  | { readonly kind: "Bool"; readonly val: boolean }
  /** Filesizes in bytes, durations in nanoseconds. */
  | { readonly kind: "Int" | "Filesize" | "Duration"; readonly val: number | bigint }
  | { readonly kind: "Float"; readonly val: number }
  /** Dates are RFC 3339 with an offset. */
  | { readonly kind: "String" | "Date"; readonly val: string }
  | { readonly kind: "Glob"; readonly val: string; readonly noExpand: boolean }
  | { readonly kind: "Range"; readonly val: Range }
  | { readonly kind: "CellPath"; readonly val: CellPath }
  | { readonly kind: "Binary"; readonly val: Uint8Array }
  | { readonly kind: "Closure"; readonly val: Closure }
  | { readonly kind: "Custom"; readonly val: CustomValue }
  | { readonly kind: "Error"; readonly error: LabeledError }
  | { readonly kind: "List"; readonly vals: readonly Value[] }
  | { readonly kind: "Record"; readonly val: ReadonlyMap<string, Value> }
);

/**
 * Reads `{Variant: {val, span}}`, as every engine sends it, or `{Variant: [val, span]}`, as this plugin does.
 * Throws a ProtocolError on a variant that is not Nushell's.
 */
export function readValue(wire: Wire | undefined): Value {
  const { name, content } = asVariant(wire, "value");
  const fields = fieldsOf(name, content);
  const span = readSpan(fields.span);
  const { val } = fields;
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
      return { kind: name, val: asString(val, name), noExpand: asBool(fields.noExpand, "no_expand"), span };
    case "Range":
      return { kind: name, val: readRange(val), span };
    case "CellPath":
      return { kind: name, val: readCellPath(val), span };
    case "Binary":
      return { kind: name, val: asBytes(val, name), span };
    case "Closure":
      return { kind: name, val: readClosure(val), span };
    case "Custom":
      return { kind: name, val: readCustomValue(val), span };
    case "Error":
      return { kind: name, error: readLabeledError(val), span };
    case "List":
      return { kind: name, vals: asArray(val, name).map(readValue), span };
    case "Record": {
      const record = new Map<string, Value>();
      for (const [key, item] of asMap(val, name)) record.set(key, readValue(item));
      return { kind: name, val: record, span };
    }
    default:
      return unknownVariant(name, "value");
  }
}

interface Fields {
  readonly val?: Wire | undefined;
  readonly noExpand?: Wire | undefined;
  readonly span: Wire | undefined;
}

/** The one field beside the span, which is called otherwise in two variants. */
function fieldsOf(variant: string, content: Wire | undefined): Fields {
  if (content instanceof Map) {
    const name = variant === "List" ? "vals" : variant === "Error" ? "error" : "val";
    return { val: content.get(name), noExpand: content.get("no_expand"), span: content.get("span") };
  }
  const fields = asArray(content, variant);
  if (variant === "Nothing") return { span: fields[0] };
  return variant === "Glob"
    ? { val: fields[0], noExpand: fields[1], span: fields[2] }
    : { val: fields[0], span: fields[1] };
}

function readClosure(wire: Wire | undefined): Closure {
  const closure = asMap(wire, "closure");
  const captures = asArray(closure.get("captures"), "captures").map((capture): [number, Value] => {
    const [variable, value] = asArray(capture, "capture");
    return [asNumber(variable, "captured variable"), readValue(value)];
  });
  return new Closure(asNumber(closure.get("block_id"), "block_id"), captures);
}

/** Reads `{name, data, notify_on_drop?}`, with or without the `type` that a value of its own has. */
export function readCustomValue(wire: Wire | undefined): CustomValue {
  const custom = asMap(wire, "custom value");
  const notifyOnDrop = custom.get("notify_on_drop");
  return new CustomValue(
    asString(custom.get("name"), "custom value's name"),
    asBytes(custom.get("data"), "custom value's data"),
    notifyOnDrop === undefined ? false : asBool(notifyOnDrop, "notify_on_drop"),
  );
}

/** What Nushell calls a value of this kind, for error messages. */
export function describeKind({ kind }: Value): string {
  switch (kind) {
    case "Date":
      return "datetime";
    case "CellPath":
      return "cell-path";
    default:
      return kind.toLowerCase();
  }
}

/**
 * The value as plain JavaScript, without loss: records are Maps in column order, and what JavaScript has no type for is
 * of a class of its own. `ValueWriter.plain` writes all of it back as it was.
 */
export function toPlain(value: Value): Plain {
  switch (value.kind) {
    case "Nothing":
      return null;
    case "Filesize":
      return new Filesize(BigInt(value.val));
    case "Duration":
      return new Duration(BigInt(value.val));
    case "Date":
      return new DateTime(value.val);
    case "Glob":
      return new Glob(value.val, value.noExpand);
    case "Float":
      return Number.isInteger(value.val) ? new Float(value.val) : value.val;
    case "Bool":
    case "Int":
    case "String":
    case "Range":
    case "CellPath":
    case "Binary":
    case "Closure":
    case "Custom":
      return value.val;
    case "Error":
      return value.error;
    case "List":
      return value.vals.map(toPlain);
    case "Record": {
      const record = new Map<string, Plain>();
      for (const [key, item] of value.val) record.set(key, toPlain(item));
      return record;
    }
  }
}
