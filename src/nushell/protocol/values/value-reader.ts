import {
  asArray,
  asBool,
  asBytes,
  asInt,
  asMap,
  asNumber,
  asString,
  asVariant,
  ProtocolError,
  throwUnknownVariant,
  type Wire,
} from "../msgpack/wire.ts";
import { readCellPath } from "./cell-path.ts";
import { isRfc3339 } from "./date-time.ts";
import { readLabeledError } from "./labeled-error.ts";
import { readRange } from "./range.ts";
import { readSpan } from "./span.ts";
import { CustomValue } from "./value-classes.ts";
import { Closure, type Value } from "./value.ts";

/**
 * Reads `{Variant: {val, span}}`, as every engine sends it, or `{Variant: [val, span]}`, as this plugin does.
 * Throws a ProtocolError on a value that Nushell does not have.
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
      return { kind: name, val: asString(val, name), span };
    case "Date":
      return { kind: name, val: readDate(val), span };
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
      return throwUnknownVariant(name, "value");
  }
}

interface Fields {
  readonly val?: Wire | undefined;
  readonly noExpand?: Wire | undefined;
  readonly span: Wire | undefined;
}

/** Finds the content beside the span. Two variants have another name for it than `val`. */
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

function readDate(wire: Wire | undefined): string {
  const text = asString(wire, "Date");
  if (!isRfc3339(text)) throw new ProtocolError(`not a date: ${JSON.stringify(text)}`);
  return text;
}

function readClosure(wire: Wire | undefined): Closure {
  const closure = asMap(wire, "closure");
  const captures = asArray(closure.get("captures"), "captures").map((capture): [number, Value] => {
    const [variable, value] = asArray(capture, "capture");
    return [asNumber(variable, "captured variable"), readValue(value)];
  });
  return new Closure(asNumber(closure.get("block_id"), "block_id"), captures);
}

/** Reads `{name, data, notify_on_drop?}`. Where it stands for a value of its own, there is a `type` too. */
export function readCustomValue(wire: Wire | undefined): CustomValue {
  const custom = asMap(wire, "custom value");
  const notifyOnDrop = custom.get("notify_on_drop");
  return new CustomValue(
    asString(custom.get("name"), "custom value's name"),
    asBytes(custom.get("data"), "custom value's data"),
    notifyOnDrop === undefined ? false : asBool(notifyOnDrop, "notify_on_drop"),
  );
}
