import type { CellPath } from "./cell-path.ts";
import type { LabeledError } from "./labeled-error.ts";
import type { Range } from "./range.ts";
import type { Span } from "./span.ts";
import type { CustomValue } from "./value-classes.ts";

/** A value as Nushell sends it, with the place where it was written. */
export type Value = { readonly span: Span } & (
  | { readonly kind: "Nothing" }
  | { readonly kind: "Bool"; readonly val: boolean }
  /** A filesize is in bytes, a duration in nanoseconds. */
  | { readonly kind: "Int" | "Filesize" | "Duration"; readonly val: number | bigint }
  | { readonly kind: "Float"; readonly val: number }
  /** A date is RFC 3339 with an offset. */
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

/** The caller's code, which `engine.evalClosure` hands back to Nushell. */
export class Closure {
  /** Nushell's number for its code, which `engine.blockIr` takes. */
  readonly blockId: number;
  /** The variables that it uses, by Nushell's numbers for them. */
  readonly captures: readonly (readonly [number, Value])[];

  constructor(blockId: number, captures: readonly (readonly [number, Value])[]) {
    this.blockId = blockId;
    this.captures = captures;
  }
}

/** Returns Nushell's name for a value's type, for error messages. */
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

/** Returns an element of a range as a value at the place of the range. */
export function rangeElement({ float: isFloat }: Range, element: number | bigint, { span }: Value): Value {
  return isFloat ? { kind: "Float", val: Number(element), span } : { kind: "Int", val: element, span };
}
