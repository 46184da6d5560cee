import type { LabeledError, Plain, Span, Value } from "../../../src/nushell/index.ts";
import { CustomValue, Range, type RangeBounds } from "../../../src/nushell/index.ts";
import { expect } from "vitest";

// Values as they are read from the wire.

export const span: Span = { start: 4, end: 7 };

export const nothing: Value = { kind: "Nothing", span };
export const bool = (val: boolean): Value => ({ kind: "Bool", val, span });
export const int = (val: number | bigint, at = span): Value => ({ kind: "Int", val, span: at });
export const float = (val: number): Value => ({ kind: "Float", val, span });
export const text = (val: string, at = span): Value => ({ kind: "String", val, span: at });
export const glob = (val: string, noExpand = false): Value => ({ kind: "Glob", val, noExpand, span });
export const binary = (...bytes: number[]): Value => ({ kind: "Binary", val: Uint8Array.of(...bytes), span });
export const range = (bounds: RangeBounds): Value => ({ kind: "Range", val: new Range(bounds), span });
export const list = (...vals: Value[]): Value => ({ kind: "List", vals, span });
export const custom = (name: string): Value => ({ kind: "Custom", val: new CustomValue(name, new Uint8Array()), span });
export const failed = (error: LabeledError): Value => ({ kind: "Error", error, span });
export const record = (columns: Readonly<Record<string, Value>>): Value => ({
  kind: "Record",
  val: new Map(Object.entries(columns)),
  span,
});

/** What reading refuses with: a message for everybody, a label and the place it stands at. */
export const refusal = (problem: string, label: string, at = span): unknown =>
  expect.objectContaining({
    name: "LabeledError",
    message: `Invalid value: ${problem}`,
    options: { code: "nushell::invalid_value", labels: [{ text: label, span: at }] },
  });

/** A plain record, as `any` reads one. */
export const columns = (content: Readonly<Record<string, Plain>>) => new Map(Object.entries(content));
