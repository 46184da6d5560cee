import { describe, expect, it } from "vitest";
import { decode } from "../../../src/nushell/protocol/codec.ts";
import { describeKind, readSpan, readValue, toPlain, type Value } from "../../../src/nushell/protocol/value.ts";
import { ProtocolError } from "../../../src/nushell/protocol/wire-reader.ts";
import { pack } from "../message-pack.ts";

const span = { start: 3, end: 9 };
const read = (value: unknown) => readValue(decode(pack(value)));

/** As the engine sends a record: its columns in their order, whatever their names. */
const record = (...columns: readonly [string, unknown][]) => ({ Record: { val: new Map(columns), span } });
const int = (val: number) => ({ Int: { val, span } });

describe("readValue", () => {
  it.each([
    { sent: { Nothing: { span } }, value: { kind: "Nothing", span }, plain: null },
    { sent: { Bool: { val: true, span } }, value: { kind: "Bool", val: true, span }, plain: true },
    { sent: { Int: { val: -7, span } }, value: { kind: "Int", val: -7, span }, plain: -7 },
    { sent: { Int: { val: 2n ** 62n, span } }, value: { kind: "Int", val: 2n ** 62n, span }, plain: 2n ** 62n },
    { sent: { Float: { val: 1.5, span } }, value: { kind: "Float", val: 1.5, span }, plain: 1.5 },
    { sent: { String: { val: "é", span } }, value: { kind: "String", val: "é", span }, plain: "é" },
    { sent: { Filesize: { val: 1024, span } }, value: { kind: "Filesize", val: 1024, span }, plain: 1024n },
    {
      sent: { Duration: { val: 5_000_000_000n, span } },
      value: { kind: "Duration", val: 5_000_000_000n, span },
      plain: 5_000_000_000n,
    },
    {
      sent: { Date: { val: "2026-03-14T08:00:00.000000001+01:00", span } },
      value: { kind: "Date", val: "2026-03-14T08:00:00.000000001+01:00", span },
      plain: "2026-03-14T08:00:00.000000001+01:00",
    },
    {
      sent: { Glob: { val: "*.k", no_expand: true, span } },
      value: { kind: "Glob", val: "*.k", noExpand: true, span },
      plain: "*.k",
    },
    {
      sent: { List: { vals: [int(1), { Nothing: { span } }], span } },
      value: {
        kind: "List",
        vals: [
          { kind: "Int", val: 1, span },
          { kind: "Nothing", span },
        ],
        span,
      },
      plain: [1, null],
    },
    {
      sent: record(["a", int(1)]),
      value: { kind: "Record", val: new Map([["a", { kind: "Int", val: 1, span }]]), span },
      plain: new Map([["a", 1]]),
    },
    ...[
      { Range: { val: "1..3", span } },
      { Range: { val: { IntRange: { start: 1, step: 1, end: { Included: 3 } } }, span } },
      { CellPath: { val: "$.a", span } },
      { Binary: { val: [1, 2], span } },
      { Closure: { val: { block_id: 1, captures: [] }, span } },
      { Error: { error: { msg: "x" }, span } },
      { Custom: { val: { type: "PluginCustomValue", name: "x", data: [1] }, span } },
    ].map((sent) => ({ sent, value: { kind: "Unsupported", type: Object.keys(sent)[0], span }, plain: undefined })),
  ])("reads $sent [value-kinds]", ({ sent, value, plain }) => {
    expect(read(sent)).toEqual(value);
    expect(toPlain(read(sent))).toEqual(plain);
  });

  it("keeps columns in their order and under their names, in depth too [value-columns]", () => {
    const value = read(record(["2024", int(1)], ["2023", int(2)], ["__proto__", record(["2", int(3)], ["1", int(4)])]));
    expect(value.kind === "Record" && [...value.val.keys()]).toEqual(["2024", "2023", "__proto__"]);
    const plain = toPlain(value);
    expect(plain instanceof Map && [...plain.entries()]).toEqual([
      ["2024", 1],
      ["2023", 2],
      [
        "__proto__",
        new Map([
          ["2", 3],
          ["1", 4],
        ]),
      ],
    ]);
    expect(Object.getPrototypeOf(plain)).toBe(Map.prototype);
  });

  it("ignores fields it does not know", () => {
    expect(read({ Int: { val: 1, span: { ...span, file: "x" }, colour: "red" } })).toEqual({
      kind: "Int",
      val: 1,
      span,
    });
  });

  it.each([
    [{ Colour: { val: 1, span } }, 'unknown value: "Colour"'],
    ["Int", "Int is not a map but missing"],
    [{ Int: { val: 1 } }, "span is not a map but missing"],
    [{ Int: { val: 1, span: { start: 1 } } }, "span.end is not a number but missing"],
    [{ Int: { span } }, "Int is not an integer but missing"],
    [{ Int: { val: "1", span } }, "Int is not an integer but a string"],
    [{ Bool: { val: 1, span } }, "Bool is not a boolean but a number"],
    [{ Float: { val: "1", span } }, "Float is not a number but a string"],
    [{ String: { val: null, span } }, "String is not a string but nil"],
    [{ Glob: { val: "x", span } }, "no_expand is not a boolean but missing"],
    [{ List: { val: [], span } }, "vals is not an array but missing"],
    [{ List: { vals: [1], span } }, "value is not a map but a number"],
    [{ Record: { val: [], span } }, "Record is not a map but an array"],
    [{ Record: { val: { a: null }, span } }, "value is not a map but nil"],
    [{ Int: { val: 1, span }, Bool: { val: true, span } }, "value is not a variant but a map"],
    [null, "value is not a map but nil"],
    [[], "value is not a map but an array"],
  ])("refuses %j", (sent, message) => {
    expect(() => read(sent)).toThrow(new ProtocolError(message));
  });
});

it("reads a span", () => {
  expect(readSpan(new Map(Object.entries(span)))).toEqual(span);
  expect(() => readSpan(undefined)).toThrow("span is not a map but missing");
});

it("calls kinds what Nushell's users call them", () => {
  const values: readonly [Value, string][] = [
    [{ kind: "Nothing", span }, "nothing"],
    [{ kind: "Int", val: 1, span }, "int"],
    [{ kind: "Unsupported", type: "CellPath", span }, "cellpath"],
  ];
  for (const [value, name] of values) expect(describeKind(value)).toBe(name);
});
