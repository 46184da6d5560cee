import { describe, expect, it } from "vitest";
import { MsgpackWriter } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { CellPath } from "../../../../src/nushell/protocol/values/cell-path.ts";
import { DateTime } from "../../../../src/nushell/protocol/values/date-time.ts";
import { LabeledError } from "../../../../src/nushell/protocol/values/labeled-error.ts";
import { writePlain, type Plain } from "../../../../src/nushell/protocol/values/plain.ts";
import { Range } from "../../../../src/nushell/protocol/values/range.ts";
import { CustomValue, Duration, Filesize, Float, Glob } from "../../../../src/nushell/protocol/values/value-classes.ts";
import { ValueWriter } from "../../../../src/nushell/protocol/values/value-writer.ts";
import { Closure, type Value } from "../../../../src/nushell/protocol/values/value.ts";
import { keysOf, unpack, type Decoded } from "../../message-pack.ts";
import { release } from "../release.ts";

function written(write: (out: ValueWriter) => void, minor = 115): Buffer {
  const out = new MsgpackWriter();
  write(new ValueWriter(out, { version: release(minor), span: { start: 1, end: 300 } }));
  return out.bytes();
}

const plain = (value: Plain) => unpack(written((out) => writePlain(out, value)));
const at = [1, 300];

describe("the array form", () => {
  it("is {Variant: [value, [start, end]]}, byte for byte [value-array-form]", () => {
    // 81 a3 "Int" 92 7 [1, 300]
    expect(written((out) => out.int(7)).toString("hex")).toBe("81a3496e7492079201cd012c");
    // Nothing has a span and nothing else.
    expect(written((out) => out.nothing()).toString("hex")).toBe("81a74e6f7468696e67919201cd012c");
  });

  it.each<[string, (out: ValueWriter) => void, Decoded]>([
    ["nothing", (out) => out.nothing(), { Nothing: [at] }],
    ["bool", (out) => out.bool(false), { Bool: [false, at] }],
    ["int", (out) => out.int(-1), { Int: [-1, at] }],
    ["int of 64 bits", (out) => out.int(2n ** 63n - 1n), { Int: [2n ** 63n - 1n, at] }],
    ["float", (out) => out.float(1), { Float: [1, at] }],
    ["string", (out) => out.string("é"), { String: ["é", at] }],
    ["duration", (out) => out.duration(5_000_000_000), { Duration: [5_000_000_000n, at] }],
    ["date", (out) => out.date("2026-03-14T08:00:00Z"), { Date: ["2026-03-14T08:00:00Z", at] }],
    ["filesize", (out) => out.filesize(5_000_000_000n), { Filesize: [5_000_000_000n, at] }],
    ["glob", (out) => out.glob("*.k", true), { Glob: ["*.k", true, at] }],
    ["range", (out) => out.range(new Range({ start: 1, end: 3 })), { Range: ["1..3", at] }],
    ["cell path", (out) => out.cellPath(new CellPath(["a", 0])), { CellPath: ["$.a.0", at] }],
    [
      "closure",
      (out) => out.closure(new Closure(7, [[5, { kind: "Int", val: 1, span: { start: 8, end: 9 } }]])),
      { Closure: [{ block_id: 7, captures: [[5, { Int: [1, [8, 9]] }]] }, at] },
    ],
    [
      "custom value",
      (out) => out.custom(new CustomValue("X", Buffer.of(1), true)),
      { Custom: [{ type: "PluginCustomValue", name: "X", data: Buffer.of(1), notify_on_drop: true }, at] },
    ],
    ["binary", (out) => out.binary(Buffer.of(1, 2)), { Binary: [Buffer.of(1, 2), at] }],
    [
      "error",
      (out) => out.error(new LabeledError("broken", { help: "mend it" })),
      { Error: [{ msg: "broken", labels: [], code: null, url: null, help: "mend it", inner: [] }, at] },
    ],
    [
      "list",
      (out) => {
        out.beginList(2);
        out.int(1);
        out.int(2);
        out.end();
      },
      { List: [[{ Int: [1, at] }, { Int: [2, at] }], at] },
    ],
    [
      "record",
      (out) => {
        out.beginRecord(1);
        out.out.string("a");
        out.nothing();
        out.end();
      },
      { Record: [{ a: { Nothing: [at] } }, at] },
    ],
  ])("of %s", (_name, write, expected) => {
    expect(unpack(written(write))).toEqual(expected);
  });

  it("keeps a whole float a float", () => {
    expect(written((out) => out.float(2)).toString("hex")).toContain("cb4000000000000000");
  });

  it.each([
    ["range", (out: ValueWriter) => out.range(new Range({ start: 1, end: 3 })), "Range"],
    ["cell path", (out: ValueWriter) => out.cellPath(new CellPath(["a"])), "CellPath"],
  ])("of a %s holds a text from 0.114, a map before [value-releases]", (_name, write, kind) => {
    expect(unpack(written(write, 114))).toEqual({ [kind]: [expect.any(String), at] });
    expect(unpack(written(write, 113))).toEqual({ [kind]: [expect.any(Object), at] });
  });

  it("refuses an int, a duration or a filesize beyond 64 bits", () => {
    const refusal = (integer: bigint) => new RangeError(`does not fit 64 bits: ${integer}`);
    expect(() => written((out) => out.int(2n ** 63n))).toThrow(refusal(2n ** 63n));
    expect(() => written((out) => out.filesize(2n ** 63n))).toThrow(refusal(2n ** 63n));
    expect(() => written((out) => out.duration(-(2n ** 63n) - 1n))).toThrow(refusal(-(2n ** 63n) - 1n));
  });
});

describe("a value as Nushell sent it", () => {
  const inner = { start: 5, end: 6 };
  const span = { start: 4, end: 8 };
  const one: Value = { kind: "Int", val: 1, span: inner };

  it("keeps the place where each part was written [value-spans]", () => {
    const list: Value = {
      kind: "List",
      vals: [one, { kind: "Record", val: new Map([["a", one]]), span: inner }],
      span,
    };
    expect(unpack(written((out) => out.value(list)))).toEqual({
      List: [
        [{ Int: [1, [5, 6]] }, { Record: [{ a: { Int: [1, [5, 6]] } }, [5, 6]] }],
        [4, 8],
      ],
    });
  });

  it.each<[Value["kind"], Value, Decoded]>([
    ["Nothing", { kind: "Nothing", span }, [[4, 8]]],
    ["Bool", { kind: "Bool", val: true, span }, [true, [4, 8]]],
    ["Float", { kind: "Float", val: 2, span }, [2, [4, 8]]],
    ["Filesize", { kind: "Filesize", val: 5, span }, [5, [4, 8]]],
    ["Duration", { kind: "Duration", val: 5, span }, [5, [4, 8]]],
    ["String", { kind: "String", val: "x", span }, ["x", [4, 8]]],
    ["Date", { kind: "Date", val: "2026-03-14T08:00:00Z", span }, ["2026-03-14T08:00:00Z", [4, 8]]],
    ["Glob", { kind: "Glob", val: "*.k", noExpand: true, span }, ["*.k", true, [4, 8]]],
    ["Range", { kind: "Range", val: new Range({ start: 1 }), span }, ["1..", [4, 8]]],
    ["CellPath", { kind: "CellPath", val: new CellPath(["a"]), span }, ["$.a", [4, 8]]],
    ["Binary", { kind: "Binary", val: Buffer.of(1), span }, [Buffer.of(1), [4, 8]]],
    ["Closure", { kind: "Closure", val: new Closure(7, []), span }, [{ block_id: 7, captures: [] }, [4, 8]]],
    [
      "Custom",
      { kind: "Custom", val: new CustomValue("X", Buffer.of(1)), span },
      [{ type: "PluginCustomValue", name: "X", data: Buffer.of(1), notify_on_drop: false }, [4, 8]],
    ],
    [
      "Error",
      { kind: "Error", error: new LabeledError("No"), span },
      [{ msg: "No", labels: [], code: null, url: null, help: null, inner: [] }, [4, 8]],
    ],
  ])("is written as the %s that it was [value-sent-back]", (kind, value, content) => {
    expect(unpack(written((out) => out.value(value)))).toEqual({ [kind]: content });
  });

  it("leaves what is written after it where it stands, also when it could not be written", () => {
    const bytes = written((out) => {
      out.beginList(2);
      out.value(one);
      out.int(2);
      out.end();
    });
    expect(unpack(bytes)).toEqual({ List: [[{ Int: [1, [5, 6]] }, { Int: [2, at] }], at] });
    const after = written((out) => {
      expect(() => out.value({ kind: "List", vals: [{ kind: "Int", val: 2n ** 63n, span: inner }], span })).toThrow(
        RangeError,
      );
      out.out.rewind(0);
      out.int(2);
    });
    expect(unpack(after)).toEqual({ Int: [2, at] });
  });
});

describe("plain", () => {
  it.each<[Plain, Decoded]>([
    [null, { Nothing: [at] }],
    [undefined, { Nothing: [at] }],
    [true, { Bool: [true, at] }],
    [7, { Int: [7, at] }],
    [2 ** 40, { Int: [BigInt(2 ** 40), at] }],
    [1.5, { Float: [1.5, at] }],
    [2 ** 53, { Float: [2 ** 53, at] }],
    [2n ** 62n, { Int: [2n ** 62n, at] }],
    ["x", { String: ["x", at] }],
    [new Date("2026-03-14T08:00:00Z"), { Date: ["2026-03-14T08:00:00.000Z", at] }],
    [new DateTime("2026-03-14T08:00:00.000000001+01:00"), { Date: ["2026-03-14T08:00:00.000000001+01:00", at] }],
    [new Date("+010000-01-01T00:00:00Z"), { Date: ["+010000-01-01T00:00:00.000Z", at] }],
    [Buffer.of(1), { Binary: [Buffer.of(1), at] }],
    [new Float(2), { Float: [2, at] }],
    [new Duration(7n), { Duration: [7, at] }],
    [new Filesize(2n ** 62n), { Filesize: [2n ** 62n, at] }],
    [new Glob("*.k"), { Glob: ["*.k", false, at] }],
    [new Range({ start: 1 }), { Range: ["1..", at] }],
    [new CellPath(["a"]), { CellPath: ["$.a", at] }],
    [new Closure(7, []), { Closure: [{ block_id: 7, captures: [] }, at] }],
    [
      new CustomValue("X", Buffer.of(1)),
      { Custom: [{ type: "PluginCustomValue", name: "X", data: Buffer.of(1), notify_on_drop: false }, at] },
    ],
    [new LabeledError("No"), { Error: [{ msg: "No", labels: [], code: null, url: null, help: null, inner: [] }, at] }],
    [[], { List: [[], at] }],
    [{}, { Record: [{}, at] }],
    [
      { a: [1, { b: null }] },
      { Record: [{ a: { List: [[{ Int: [1, at] }, { Record: [{ b: { Nothing: [at] } }, at] }], at] } }, at] },
    ],
    [Object.assign(Object.create(null), { a: 1 }), { Record: [{ a: { Int: [1, at] } }, at] }],
    [new Map([["a", [1]]]), { Record: [{ a: { List: [[{ Int: [1, at] }], at] } }, at] }],
  ])("writes %o as Nushell's own kind [plain-values]", (value, expected) => {
    expect(plain(value)).toEqual(expected);
  });

  it("keeps the columns of a Map in their order [plain-columns]", () => {
    const columns = new Map([
      ["2024", 1],
      ["2023", 2],
      ["__proto__", 3],
    ]);
    const bytes = written((out) => writePlain(out, columns));
    // Past {Record: [, to the map of columns.
    expect(keysOf(bytes.subarray(9, bytes.length - at.length - 3))).toEqual(["2024", "2023", "__proto__"]);
  });

  it("leaves no column twice whose names differ only in lone surrogates [plain-columns] [wire-surrogates]", () => {
    const map = new Map([
      ["\ud800", 1],
      ["\ufffd", 2],
      ["a", 3],
    ]);
    for (const record of [map, { "\ud800": 1, "\udfff": 2, a: 3 }]) {
      const bytes = written((out) => writePlain(out, record));
      expect(unpack(bytes)).toEqual({ Record: [{ "\ufffd": { Int: [2, at] }, a: { Int: [3, at] } }, at] });
      // The byte past {Record: [, which says how many columns follow: to decode them leaves one of two of a name.
      expect(bytes[9]).toBe(0x82);
    }
  });

  it.each([
    ["a Set", new Set([1])],
    ["an Error", new Error("no")],
    ["a Promise", Promise.resolve(1)],
    [
      "an instance of a class",
      new (class Account {
        readonly owner = "Ada";
      })(),
    ],
  ])("refuses %s, which would be a record of what it is not [plain-refused]", (_, value: object) => {
    // @ts-expect-error -- the compiler refuses it too.
    expect(() => plain(value)).toThrow("not a Nushell value but an instance of a class");
  });

  it("turns what is nested beyond what the engine reads into JSON text [plain-depth]", () => {
    const nested = (levels: number, core: Plain): Plain => (levels === 0 ? core : [nested(levels - 1, core)]);
    const innermost = (decoded: Decoded): Decoded => {
      const list = decoded !== null && typeof decoded === "object" && "List" in decoded ? decoded.List : undefined;
      const items = Array.isArray(list) ? list[0] : undefined;
      return Array.isArray(items) && items.length > 0 ? innermost(items[0]) : decoded;
    };
    expect(innermost(plain(nested(128, 1)))).toEqual({ Int: [1, at] });
    expect(innermost(plain(nested(130, 1)))).toEqual({ String: ["[[1]]", at] });
    const rich = { map: new Map([["big", 2n ** 62n]]), date: new Date(0), float: new Float(2) };
    const text = '{"map":{"big":"4611686018427387904"},"date":"1970-01-01T00:00:00.000Z","float":2}';
    expect(innermost(plain(nested(128, rich)))).toEqual({ String: [text, at] });
  });

  it("keeps a Float a float", () => {
    expect(written((out) => writePlain(out, new Float(2))).toString("hex")).toContain("cb4000000000000000");
  });

  it("refuses a date that is none, or that Nushell does not reach", () => {
    expect(() => plain(new Date(Number.NaN))).toThrow(RangeError);
    expect(() => plain(new Date(8.64e15))).toThrow(RangeError);
  });
});
