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
  type Wire,
} from "../msgpack/wire.ts";
import { readCellPath } from "../values/cell-path.ts";
import { Range } from "../values/range.ts";
import { readSpan } from "../values/span.ts";
import type { Value } from "../values/value.ts";

/**
 * Reads an expression of a call that is still being typed. Nothing has been evaluated, so it returns undefined for all but
 * literals, as for a variable; also for what has another form than on 0.109 to 0.116.
 */
export function readLiteral(expression: Wire | undefined): Value | undefined {
  try {
    return literalOf(expression);
  } catch (error) {
    // A range that steps away from its end is a RangeError.
    if (error instanceof ProtocolError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Throws a ProtocolError if it is no literal. */
function literalOf(expression: Wire | undefined): Value {
  const fields = asMap(expression, "expression");
  const { name, content } = asVariant(fields.get("expr"), "expression");
  const span = readSpan(fields.get("span"));
  switch (name) {
    case "Nothing":
      return { kind: name, span };
    case "Bool":
      return { kind: name, val: asBool(content, name), span };
    case "Int":
      return { kind: name, val: asInt(content, name), span };
    case "Float":
      return { kind: name, val: asNumber(content, name), span };
    case "Binary":
      return { kind: name, val: asBytes(content, name), span };
    case "String":
    case "RawString":
      return { kind: "String", val: asString(content, name), span };
    case "Filepath":
    case "Directory":
      return { kind: "String", val: asString(asArray(content, name)[0], name), span };
    case "GlobPattern": {
      const [pattern, isQuoted] = asArray(content, name);
      return { kind: "Glob", val: asString(pattern, name), noExpand: asBool(isQuoted, name), span };
    }
    case "DateTime":
      return { kind: "Date", val: asString(content, name), span };
    case "CellPath":
      return { kind: name, val: readCellPath(content), span };
    case "Range":
      return { kind: name, val: rangeOf(content), span };
    case "ValueWithUnit":
      return { kind: unitOf(content), val: intOf(asMap(content, name).get("expr")), span };
    case "List":
      return { kind: name, vals: asArray(content, name).map((item) => literalOf(only(item, "Item"))), span };
    case "Record":
      return { kind: name, val: new Map(asArray(content, name).map(pairOf)), span };
    case "Table": {
      const table = asMap(content, name);
      const columns = asArray(table.get("columns"), name).map(textOf);
      const vals = asArray(table.get("rows"), name).map((row): Value => {
        const cells = asArray(row, name);
        return { kind: "Record", val: new Map(columns.map((column, i) => [column, literalOf(cells[i])])), span };
      });
      return { kind: "List", vals, span };
    }
    case "FullCellPath": {
      const path = asMap(content, name);
      if (asArray(path.get("tail"), name).length > 0) throw new ProtocolError("not a literal: a part of a value");
      return literalOf(path.get("head"));
    }
    case "Keyword":
      return literalOf(asMap(content, name).get("expr"));
    default:
      throw new ProtocolError(`not a literal: ${name}`);
  }
}

/** Takes the content of a variant that is the only one without a spread. */
function only(wire: Wire | undefined, variant: string): Wire | undefined {
  const { name, content } = asVariant(wire, variant);
  if (name !== variant) throw new ProtocolError(`not a literal: ${name}`);
  return content;
}

function pairOf(wire: Wire): [string, Value] {
  const [key, value] = asArray(only(wire, "Pair"), "Pair");
  return [textOf(key), literalOf(value)];
}

function textOf(expression: Wire | undefined): string {
  const literal = literalOf(expression);
  return literal.kind === "String" ? literal.val : throwNot("a string", literal);
}

function intOf(expression: Wire | undefined): number | bigint {
  const literal = literalOf(expression);
  return literal.kind === "Int" ? literal.val : throwNot("an int", literal);
}

function throwNot(expected: string, { kind }: Value): never {
  throw new ProtocolError(`not ${expected}: ${kind}`);
}

/** Nushell has converted a duration to nanoseconds, and a filesize to bytes. */
function unitOf(content: Wire | undefined): "Duration" | "Filesize" {
  const unit = asMap(asMap(content, "value with unit").get("unit"), "unit").get("item");
  if (unit === "Nanosecond") return "Duration";
  if (only(unit, "Filesize") === "B") return "Filesize";
  throw new ProtocolError("not a unit of Nushell's own");
}

function rangeOf(content: Wire | undefined): Range {
  const parts = asMap(content, "range");
  const bound = (name: string): number | bigint | undefined => {
    const part = parts.get(name) ?? undefined;
    if (part === undefined) return undefined;
    const literal = literalOf(part);
    return literal.kind === "Int" || literal.kind === "Float" ? literal.val : throwNot("a number", literal);
  };
  const [start = 0, next, end] = [bound("from"), bound("next"), bound("to")];
  const inclusion = asMap(parts.get("operator"), "operator").get("inclusion");
  return new Range({
    start,
    end,
    ...(next !== undefined && { step: differenceOf(next, start) }),
    exclusive: inclusion === "RightExclusive",
  });
}

function differenceOf(next: number | bigint, start: number | bigint): number | bigint {
  return typeof next === "number" && typeof start === "number" ? next - start : BigInt(next) - BigInt(start);
}
