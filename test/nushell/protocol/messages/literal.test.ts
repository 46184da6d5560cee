import { expect, it } from "vitest";
import { CellPath } from "../../../../src/nushell/index.ts";
import { readLiteral } from "../../../../src/nushell/protocol/messages/literal.ts";
import { wire } from "../../wire-value.ts";

const span = { start: 4, end: 7 };
/** An expression as 0.109.1 to 0.116.1 send it. */
const expr = (content: unknown) => ({ expr: content, span, span_id: 0, ty: "Any" });
const int = (val: number) => expr({ Int: val });
const text = (val: string) => expr({ String: val });
const within = (head: unknown, tail: unknown[] = []) => expr({ FullCellPath: { head, tail } });
const unit = (val: unknown, item: unknown) =>
  expr({ ValueWithUnit: { expr: expr({ Int: val }), unit: { item, span } } });
const range = (from: unknown, next: unknown, to: unknown, inclusion = "Inclusive") =>
  expr({ Range: { from, next, to, operator: { inclusion, span, next_op_span: span } } });

/** A range as its notation, as comparing would iterate over one without an end. */
function read(expression: unknown) {
  const value = readLiteral(wire(expression));
  return value?.kind === "Range" ? val("Range", value.val.toString()) : value;
}
const val = (kind: string, content: unknown) => ({ kind, val: content, span });
const one = val("Int", 1);

it.each<[what: string, expression: unknown, value: unknown]>([
  ["null", expr("Nothing"), { kind: "Nothing", span }],
  ["a boolean", expr({ Bool: true }), val("Bool", true)],
  ["an int", int(-2), val("Int", -2)],
  ["an int of 64 bits", expr({ Int: 2n ** 62n }), val("Int", 2n ** 62n)],
  ["a float", expr({ Float: 1.5 }), val("Float", 1.5)],
  ["bytes", expr({ Binary: [255, 0] }), val("Binary", Uint8Array.of(255, 0))],
  ["a text", text("a b"), val("String", "a b")],
  ["a raw text", expr({ RawString: "raw" }), val("String", "raw")],
  ["a file", expr({ Filepath: ["~/x", false] }), val("String", "~/x")],
  ["a directory", expr({ Directory: ["/a b", true] }), val("String", "/a b")],
  ["a pattern", expr({ GlobPattern: ["*.ts", false] }), { ...val("Glob", "*.ts"), noExpand: false }],
  ["a quoted pattern", expr({ GlobPattern: ["a", true] }), { ...val("Glob", "a"), noExpand: true }],
  ["a date", expr({ DateTime: "2026-01-02T00:00:00Z" }), val("Date", "2026-01-02T00:00:00Z")],
  ["a cell path", expr({ CellPath: "$.a.0" }), val("CellPath", new CellPath(["a", 0]))],
  ["a duration", unit(7_200_000_000_000n, "Nanosecond"), val("Duration", 7_200_000_000_000)],
  ["a filesize", unit(5000, { Filesize: "B" }), val("Filesize", 5000)],
  ["a range", range(int(1), null, int(3)), val("Range", "1..3")],
  ["a range with a step", range(int(1), int(3), null), val("Range", "1..3..")],
  ["a range of floats with a step", range(int(0), expr({ Float: 0.5 }), int(2)), val("Range", "0.0..0.5..2.0")],
  ["a range without its end", range(expr({ Float: 0.5 }), null, int(3), "RightExclusive"), val("Range", "0.5..<3.0")],
  ["a range from the start", range(null, null, int(3)), val("Range", "0..3")],
  ["a list", within(expr({ List: [{ Item: int(1) }] })), { kind: "List", vals: [one], span }],
  ["a record", within(expr({ Record: [{ Pair: [text("a"), int(1)] }] })), val("Record", new Map([["a", one]]))],
  [
    "a table",
    expr({ Table: { columns: [text("a")], rows: [[int(1)]] } }),
    { kind: "List", vals: [val("Record", new Map([["a", one]]))], span },
  ],
  ["what follows a keyword", expr({ Keyword: { keyword: [119], span, expr: int(1) } }), one],
])("reads %s from a call that is being typed [typed-literal]", (_, expression, value) => {
  expect(read(expression)).toEqual(value);
});

const variable = within(expr({ Var: 3 }));

it.each<[what: string, expression: unknown]>([
  ["a variable", variable],
  ["a part of a record", within(expr({ Record: [] }), ["a"])],
  ["a subexpression", within(expr({ Subexpression: 4 }))],
  ["a text with parts to evaluate", expr({ StringInterpolation: [text("a"), variable] })],
  ["a closure", expr({ Closure: 4 })],
  ["what cannot be parsed", expr("Garbage")],
  ["a list with a variable", expr({ List: [{ Item: variable }] })],
  ["a list with a spread", expr({ List: [{ Spread: [span, variable] }] })],
  ["a record with a spread", expr({ Record: [{ Spread: [span, variable] }] })],
  ["a record with a column from a variable", expr({ Record: [{ Pair: [variable, int(1)] }] })],
  ["a record with a column that is no text", expr({ Record: [{ Pair: [int(1), int(1)] }] })],
  ["a range to a variable", range(int(1), null, variable)],
  ["a range of texts", range(text("a"), null, null)],
  ["a range that steps away from its end", range(int(1), int(0), int(3))],
  ["a unit of no release", unit(5, "Fortnight")],
  ["a unit of another kind", unit(5, { Weight: "B" })],
  ["another unit of filesizes", unit(5, { Filesize: "KB" })],
  ["a part of a fraction", expr({ ValueWithUnit: { expr: text("a"), unit: { item: "Nanosecond", span } } })],
  ["no expression", null],
  ["another form", { expr: { Int: "1" }, span }],
])("has no value for %s [typed-literal]", (_, expression) => {
  expect(read(expression)).toBeUndefined();
});
