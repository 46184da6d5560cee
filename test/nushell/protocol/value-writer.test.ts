import { describe, expect, it } from "vitest";
import { LabeledError } from "../../../src/nushell/protocol/labeled-error.ts";
import { MsgpackWriter } from "../../../src/nushell/protocol/msgpack-writer.ts";
import type { Plain } from "../../../src/nushell/protocol/plain.ts";
import { ValueWriter } from "../../../src/nushell/protocol/value-writer.ts";
import { type Decoded, keysOf, unpack } from "../message-pack.ts";

function written(write: (out: ValueWriter) => void, span = { start: 1, end: 300 }): Buffer {
  const out = new MsgpackWriter();
  write(new ValueWriter(out, span));
  return out.bytes();
}

const plain = (value: Plain) => unpack(written((out) => out.plain(value)));
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

  it("refuses an int or a duration beyond 64 bits", () => {
    expect(() => written((out) => out.int(2n ** 63n))).toThrow(RangeError);
    expect(() => written((out) => out.duration(-(2n ** 63n) - 1n))).toThrow(RangeError);
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
    [Buffer.of(1), { Binary: [Buffer.of(1), at] }],
    [[], { List: [[], at] }],
    [{}, { Record: [{}, at] }],
    [
      { a: [1, { b: null }] },
      { Record: [{ a: { List: [[{ Int: [1, at] }, { Record: [{ b: { Nothing: [at] } }, at] }], at] } }, at] },
    ],
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
    const bytes = written((out) => out.plain(columns));
    // Past {Record: [, to the map of columns.
    expect(keysOf(bytes.subarray(9, bytes.length - at.length - 3))).toEqual(["2024", "2023", "__proto__"]);
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
    const rich = { map: new Map([["big", 2n ** 62n]]), date: new Date(0) };
    const text = '{"map":{"big":"4611686018427387904"},"date":"1970-01-01T00:00:00.000Z"}';
    expect(innermost(plain(nested(128, rich)))).toEqual({ String: [text, at] });
  });

  it("refuses a date that is none", () => {
    expect(() => plain(new Date(Number.NaN))).toThrow(RangeError);
  });
});
