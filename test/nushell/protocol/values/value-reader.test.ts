import { describe, expect, it } from "vitest";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { CellPath } from "../../../../src/nushell/protocol/values/cell-path.ts";
import { DateTime } from "../../../../src/nushell/protocol/values/date-time.ts";
import { LabeledError } from "../../../../src/nushell/protocol/values/labeled-error.ts";
import { toPlain, type Plain } from "../../../../src/nushell/protocol/values/plain.ts";
import { Range } from "../../../../src/nushell/protocol/values/range.ts";
import { CustomValue, Duration, Filesize, Float, Glob } from "../../../../src/nushell/protocol/values/value-classes.ts";
import { readCustomValue, readValue } from "../../../../src/nushell/protocol/values/value-reader.ts";
import { Closure, describeKind, type Value } from "../../../../src/nushell/protocol/values/value.ts";
import { pack } from "../../message-pack.ts";

const span = { start: 3, end: 9 };
const at = [3, 9];
const read = (value: unknown) => readValue(decode(pack(value)));

/** As the engine sends a record: its columns in their order, whatever their names. */
const record = (...columns: readonly [string, unknown][]) => ({ Record: { val: new Map(columns), span } });
const int = (val: number) => ({ Int: { val, span } });

/** One of each kind: as a map of fields, as an array of them, and what it is. */
const kinds: readonly { map: object; array: object; value: Value; plain: Plain }[] = [
  { map: { Nothing: { span } }, array: { Nothing: [at] }, value: { kind: "Nothing", span }, plain: null },
  {
    map: { Bool: { val: true, span } },
    array: { Bool: [true, at] },
    value: { kind: "Bool", val: true, span },
    plain: true,
  },
  { map: { Int: { val: -7, span } }, array: { Int: [-7, at] }, value: { kind: "Int", val: -7, span }, plain: -7 },
  {
    map: { Int: { val: 5_000_000_000n, span } },
    array: { Int: [5_000_000_000n, at] },
    value: { kind: "Int", val: 5_000_000_000, span },
    plain: 5_000_000_000,
  },
  {
    map: { Int: { val: 2n ** 62n, span } },
    array: { Int: [2n ** 62n, at] },
    value: { kind: "Int", val: 2n ** 62n, span },
    plain: 2n ** 62n,
  },
  {
    map: { Float: { val: 1.5, span } },
    array: { Float: [1.5, at] },
    value: { kind: "Float", val: 1.5, span },
    plain: 1.5,
  },
  {
    map: { Float: { val: 2, span } },
    array: { Float: [2, at] },
    value: { kind: "Float", val: 2, span },
    plain: new Float(2),
  },
  {
    map: { String: { val: "é", span } },
    array: { String: ["é", at] },
    value: { kind: "String", val: "é", span },
    plain: "é",
  },
  {
    map: { Filesize: { val: 1024, span } },
    array: { Filesize: [1024, at] },
    value: { kind: "Filesize", val: 1024, span },
    plain: new Filesize(1024n),
  },
  {
    map: { Duration: { val: 5_000_000_000n, span } },
    array: { Duration: [5_000_000_000n, at] },
    value: { kind: "Duration", val: 5_000_000_000, span },
    plain: new Duration(5_000_000_000n),
  },
  ...["2026-03-14T08:00:00.000000001+01:00", "+10000-12-30T23:59:59Z", "-0001-01-01T00:00:00Z"].map((val) => ({
    map: { Date: { val, span } },
    array: { Date: [val, at] },
    value: { kind: "Date", val, span } as const,
    plain: new DateTime(val),
  })),
  {
    map: { Glob: { val: "*.k", no_expand: true, span } },
    array: { Glob: ["*.k", true, at] },
    value: { kind: "Glob", val: "*.k", noExpand: true, span },
    plain: new Glob("*.k", true),
  },
  {
    map: { Range: { val: "1..3", span } },
    array: { Range: [{ IntRange: { start: 1, step: 1, end: { Included: 3 } } }, at] },
    value: { kind: "Range", val: new Range({ start: 1, end: 3 }), span },
    plain: new Range({ start: 1, end: 3 }),
  },
  {
    map: { CellPath: { val: "$.a?", span } },
    array: { CellPath: [{ members: [{ String: { val: "a", span, optional: true } }] }, at] },
    value: { kind: "CellPath", val: new CellPath([{ column: "a", optional: true, insensitive: false }]), span },
    plain: new CellPath([{ column: "a", optional: true, insensitive: false }]),
  },
  {
    map: { Binary: { val: [1, 2], span } },
    array: { Binary: [[1, 2], at] },
    value: { kind: "Binary", val: Uint8Array.of(1, 2), span },
    plain: Uint8Array.of(1, 2),
  },
  {
    map: { Closure: { val: { block_id: 7, captures: [[5, int(1)]] }, span } },
    array: { Closure: [{ block_id: 7, captures: [[5, { Int: [1, at] }]] }, at] },
    value: { kind: "Closure", val: new Closure(7, [[5, { kind: "Int", val: 1, span }]]), span },
    plain: new Closure(7, [[5, { kind: "Int", val: 1, span }]]),
  },
  {
    map: { Custom: { val: { type: "PluginCustomValue", name: "X", data: [1], notify_on_drop: true }, span } },
    array: { Custom: [{ type: "PluginCustomValue", name: "X", data: [1], notify_on_drop: true }, at] },
    value: { kind: "Custom", val: new CustomValue("X", Uint8Array.of(1), true), span },
    plain: new CustomValue("X", Uint8Array.of(1), true),
  },
  {
    map: { Error: { error: { msg: "x", help: "y" }, span } },
    array: { Error: [{ msg: "x", help: "y" }, at] },
    value: { kind: "Error", error: new LabeledError("x", { help: "y", labels: [], inner: [] }), span },
    plain: new LabeledError("x", { help: "y", labels: [], inner: [] }),
  },
  {
    map: { List: { vals: [int(1), { Nothing: { span } }], span } },
    array: { List: [[{ Int: [1, at] }, { Nothing: [at] }], at] },
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
    map: record(["a", int(1)]),
    array: { Record: [{ a: { Int: [1, at] } }, at] },
    value: { kind: "Record", val: new Map([["a", { kind: "Int", val: 1, span }]]), span },
    plain: new Map([["a", 1]]),
  },
];

describe("readValue", () => {
  it.each(kinds)("reads $map as the engine sends it [value-kinds]", ({ map, value, plain }) => {
    expect(read(map)).toEqual(value);
    expect(toPlain(read(map))).toEqual(plain);
  });

  it.each(kinds)("reads $array as this plugin sends it [value-forms]", ({ array, value }) => {
    expect(read(array)).toEqual(value);
  });

  it("reads bytes also as bytes, which engines send as an array of numbers [value-forms]", () => {
    expect(read({ Binary: [Buffer.of(1, 2), at] })).toEqual({ kind: "Binary", val: Buffer.of(1, 2), span });
    expect(read({ Binary: { val: Buffer.of(1, 2), span } })).toEqual({ kind: "Binary", val: Buffer.of(1, 2), span });
  });

  it.each([
    ["a date that is none", { Date: { val: "2026-02-30T00:00:00Z", span } }, "not a date"],
    ["an int with a fraction", { Int: { val: 1.5, span } }, "Int is not an integer"],
    ["a size with a fraction", { Filesize: { val: 1.5, span } }, "Filesize is not an integer"],
    ["an int of more than 64 bits", { Int: { val: 2n ** 63n, span } }, "Int is not an integer"],
  ])("refuses %s, as no message of Nushell's [value-no-such]", (_name, wire, message) => {
    expect(() => read(wire)).toThrow(ProtocolError);
    expect(() => read(wire)).toThrow(message);
  });

  it("reads a custom value without its last field, and as an operation names it, without its type", () => {
    const custom = { name: "X", data: [1, 2] };
    const value = new CustomValue("X", Uint8Array.of(1, 2), false);
    expect(read({ Custom: { val: { type: "PluginCustomValue", ...custom }, span } })).toMatchObject({ val: value });
    expect(readCustomValue(decode(pack(custom)))).toEqual(value);
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
    ["Int", "Int is not an array but missing"],
    [{ Int: { val: 1 } }, "span is not an array but missing"],
    [{ Int: [1] }, "span is not an array but missing"],
    [{ Int: { val: 1, span: { start: 1 } } }, "span.end is not an integer but missing"],
    [{ Int: { span } }, "Int is not an integer but missing"],
    [{ Int: { val: "1", span } }, "Int is not an integer but a string"],
    [{ Bool: { val: 1, span } }, "Bool is not a boolean but a number"],
    [{ Float: { val: "1", span } }, "Float is not a number but a string"],
    [{ String: { val: null, span } }, "String is not a string but nil"],
    [{ Glob: { val: "x", span } }, "no_expand is not a boolean but missing"],
    [{ Range: { val: true, span } }, "range is not a map but a boolean"],
    [{ CellPath: { val: true, span } }, "cell path is not a map but a boolean"],
    [{ Binary: { val: "x", span } }, "Binary is not an array but a string"],
    [{ Binary: { val: [256], span } }, "Binary is not bytes but an array"],
    [{ Closure: { val: 1, span } }, "closure is not a map but a number"],
    [{ Closure: { val: { captures: [] }, span } }, "block_id is not a number but missing"],
    [{ Closure: { val: { block_id: 1 }, span } }, "captures is not an array but missing"],
    [
      { Closure: { val: { block_id: 1, captures: [["x", int(1)]] }, span } },
      "captured variable is not a number but a string",
    ],
    [{ Custom: { val: { data: [] }, span } }, "custom value's name is not a string but missing"],
    [{ Custom: { val: { name: "X" }, span } }, "custom value's data is not an array but missing"],
    [{ Error: { val: { msg: "x" }, span } }, "error is not a map but missing"],
    [{ Error: { error: {}, span } }, "msg is not a string but missing"],
    [{ List: { val: [], span } }, "List is not an array but missing"],
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

it("calls kinds what Nushell's users call them", () => {
  const names: Partial<Record<Value["kind"], string>> = { Date: "datetime", CellPath: "cell-path" };
  for (const { value } of kinds) expect(describeKind(value)).toBe(names[value.kind] ?? value.kind.toLowerCase());
});
