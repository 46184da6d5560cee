import { asArray, asBool, asMap, asRow, asString, asVariant, throwUnknownVariant, type Wire } from "../msgpack/wire.ts";
import { readSpan, type Span } from "../values/span.ts";
import { readValue } from "../values/value-reader.ts";
import type { Value } from "../values/value.ts";
import { readOperator, type Operator } from "./operator.ts";

/** What Nushell asks of a custom value. */
export type CustomValueOp =
  /** The value that is shown, and that other commands get. */
  | { readonly type: "ToBaseValue" }
  /** The last copy is gone. */
  | { readonly type: "Dropped" }
  /** `$value.0?`, whose rows are counted from 0. */
  | { readonly type: "FollowPathInt"; readonly row: number; readonly span: Span; readonly optional: boolean }
  /** `$value.column!?`. Releases before 0.108 tell of neither mark. */
  | {
      readonly type: "FollowPathString";
      readonly column: string;
      readonly span: Span;
      readonly optional: boolean;
      readonly insensitive: boolean;
    }
  /** `sort` compares it to another value. */
  | { readonly type: "PartialCmp"; readonly other: Value }
  /** `$value + right`, and comparisons such as `$value < right`. */
  | { readonly type: "Operation"; readonly operator: Operator; readonly span: Span; readonly right: Value }
  /** `$value | save --raw path`, from 0.108 on. */
  | { readonly type: "Save"; readonly path: string; readonly span: Span; readonly saveSpan: Span };

export function readCustomValueOp(wire: Wire | undefined): CustomValueOp {
  const { name, content } = asVariant(wire, "operation of a custom value");
  switch (name) {
    case "ToBaseValue":
    case "Dropped":
      return { type: name };
    case "FollowPathInt": {
      const { item, span, optional } = readStep(content, "index");
      return { type: name, row: asRow(item), span, optional };
    }
    case "FollowPathString": {
      const { item, span, optional, insensitive } = readStep(content, "column_name");
      return { type: name, column: asString(item, "column_name"), span, optional, insensitive };
    }
    case "PartialCmp":
      return { type: name, other: readValue(content) };
    case "Operation": {
      const [operator, right] = asArray(content, name);
      const { item, span } = readSpanned(operator);
      return { type: name, operator: readOperator(item), span, right: readValue(right) };
    }
    case "Save": {
      const save = asMap(content, name);
      const { item, span } = readSpanned(save.get("path"));
      return { type: name, path: asString(item, "path"), span, saveSpan: readSpan(save.get("save_call_span")) };
    }
    default:
      return throwUnknownVariant(name, "operation of a custom value");
  }
}

/**
 * Reads a struct, as 0.108 and later send it, or the bare `{item, span}` of earlier releases, which has neither `?` nor
 * `!`.
 */
function readStep(wire: Wire | undefined, field: string) {
  const step = asMap(wire, "path");
  const member = step.get(field);
  if (member === undefined) return { ...readSpanned(step), optional: false, insensitive: false };
  const optional = asBool(step.get("optional"), "optional");
  return { ...readSpanned(member), optional, insensitive: step.get("casing") === "Insensitive" };
}

function readSpanned(wire: Wire | undefined): { item: Wire | undefined; span: Span } {
  const spanned = asMap(wire, "spanned");
  return { item: spanned.get("item"), span: readSpan(spanned.get("span")) };
}
