import { describe, expect, it } from "vitest";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { encodeRange, Range, readRange, type RangeBounds } from "../../../../src/nushell/protocol/values/range.ts";
import { pack, unpack } from "../../message-pack.ts";
import { thrownBy } from "../../thrown-by.ts";
import { release } from "../release.ts";

const read = (wire: unknown) => readRange(decode(pack(wire)));
const encoded = (range: Range, minor: number) => encode(encodeRange(range, release(minor)));
/** Not the range itself, whose elements an assertion would compare, without an end. */
const partsOf = ({ start, step, end, exclusive, float }: Range) => ({ start, step, end, exclusive, float });
const floats = (start: number, step: number, end: unknown) => ({ FloatRange: { start, step, end } });
const ints = (start: number | bigint, step: number | bigint, end: unknown) => ({ IntRange: { start, step, end } });

describe("a range on the wire", () => {
  it.each<{ range: RangeBounds; text: string; map: object }>([
    { range: { start: 1, end: 3 }, text: "1..3", map: ints(1, 1, { Included: 3 }) },
    { range: { start: 1, end: 4, exclusive: true }, text: "1..<4", map: ints(1, 1, { Excluded: 4 }) },
    { range: { start: 1 }, text: "1..", map: ints(1, 1, "Unbounded") },
    { range: { start: 0, step: 2, end: 10 }, text: "0..2..10", map: ints(0, 2, { Included: 10 }) },
    { range: { start: 0, step: 2 }, text: "0..2..", map: ints(0, 2, "Unbounded") },
    { range: { start: 3, end: 1 }, text: "3..2..1", map: ints(3, -1, { Included: 1 }) },
    { range: { start: -1, step: -2, end: -9 }, text: "-1..-3..-9", map: ints(-1, -2, { Included: -9 }) },
    { range: { start: 5, end: 5 }, text: "5..5", map: ints(5, 1, { Included: 5 }) },
    {
      range: { start: 2n ** 53n, end: 2n ** 63n - 1n },
      text: "9007199254740992..9223372036854775807",
      map: ints(2n ** 53n, 1, { Included: 2n ** 63n - 1n }),
    },
    { range: { start: 1, end: 3, float: true }, text: "1.0..3.0", map: floats(1, 1, { Included: 3 }) },
    {
      range: { start: 0.5, step: 0.25, end: 2, exclusive: true },
      text: "0.5..0.75..<2.0",
      map: floats(0.5, 0.25, { Excluded: 2 }),
    },
    { range: { start: 1.5 }, text: "1.5..", map: floats(1.5, 1, "Unbounded") },
    { range: { start: 0, step: 1e-7 }, text: "0.0..0.0000001..", map: floats(0, 1e-7, "Unbounded") },
    { range: { start: 2.5e21 }, text: "2500000000000000000000.0..", map: floats(2.5e21, 1, "Unbounded") },
    { range: { start: 0, step: 1.5e-12 }, text: "0.0..0.0000000000015..", map: floats(0, 1.5e-12, "Unbounded") },
    { range: { start: 1, end: 2.5 }, text: "1.0..2.5", map: floats(1, 1, { Included: 2.5 }) },
    { range: { start: -1.5e-7 }, text: "-0.00000015..", map: floats(-1.5e-7, 1, "Unbounded") },
  ])("is the text $text from 0.114 and a map before, and either is read [range-forms]", ({ range, text, map }) => {
    const written = new Range(range);
    expect(written.toString()).toBe(text);
    for (const minor of [114, 115]) expect(unpack(encoded(written, minor))).toBe(text);
    for (const minor of [98, 107, 113]) {
      expect(unpack(encoded(written, minor))).toEqual(unpack(pack(map)));
      expect(partsOf(readRange(decode(encoded(written, minor))))).toEqual(partsOf(written));
    }
    expect(partsOf(read(map))).toEqual(partsOf(written));
    expect(partsOf(read(text))).toEqual(partsOf(written));
  });

  it("keeps the bounds of a float range floats: Nushell refuses integers there", () => {
    const bytes = encoded(new Range({ start: 1, end: 3, float: true }), 98);
    expect(bytes.toString("hex").match(/cb[34]/g)).toHaveLength(3);
  });

  it.each(["", "..", "1", "..3", "1..2..3..4", "1...3", "a..b", "1..=3", "1e3..", "1..2 "])(
    "refuses the text %j",
    (text) => {
      expect(() => read(text)).toThrow(new ProtocolError(`not a range: ${JSON.stringify(text)}`));
    },
  );

  it("refuses a map that is none, and steps that lead nowhere", () => {
    expect(() => read({ CharRange: {} })).toThrow(new ProtocolError('unknown range: "CharRange"'));
    expect(() => read(ints(1, 1, { Beyond: 3 }))).toThrow(new ProtocolError('unknown range end: "Beyond"'));
    expect(() => read({ IntRange: 1 })).toThrow("IntRange is not a map but a number");
    expect(() => read(floats(1, 1, { Included: "3" }))).toThrow("range is not a number but a string");
    expect(() => read(ints(1, 0, "Unbounded"))).toThrow("a range cannot have a step of 0");
    expect(() => read("1..0..5")).toThrow("a range cannot step away from its end");
  });
});

describe("a Range", () => {
  it("gives its elements [range-elements]", () => {
    const all = (bounds: RangeBounds) => [...new Range(bounds)];
    expect(all({ start: 1, end: 3 })).toEqual([1, 2, 3]);
    expect(all({ start: 1, end: 3, exclusive: true })).toEqual([1, 2]);
    expect(all({ start: 3, end: 1 })).toEqual([3, 2, 1]);
    expect(all({ start: 0, step: 3, end: 7 })).toEqual([0, 3, 6]);
    expect(all({ start: 5, end: 5 })).toEqual([5]);
    expect(all({ start: 5, end: 5, exclusive: true })).toEqual([]);
    expect(all({ start: 0, step: 0.5, end: 1 })).toEqual([0, 0.5, 1]);
    expect(all({ start: 2n ** 63n - 2n, end: 2n ** 63n - 1n })).toEqual([2n ** 63n - 2n, 2n ** 63n - 1n]);
    expect(all({ start: 2n ** 53n - 1n, end: 2n ** 53n })).toEqual([Number.MAX_SAFE_INTEGER, 2n ** 53n]);
  });

  it("has no end where none is given", () => {
    const [first, second] = new Range({ start: -1 });
    expect([first, second]).toEqual([-1, 0]);
  });

  it("refuses what would end the connection [range-steps]", () => {
    expect(() => new Range({ start: 1, step: 0 })).toThrow(RangeError);
    expect(() => new Range({ start: 1, step: 0n })).toThrow(RangeError);
    expect(() => new Range({ start: 1, step: -1, end: 3 })).toThrow(RangeError);
    expect(() => new Range({ start: 3, step: 1, end: 1 })).toThrow(RangeError);
    expect(() => encoded(new Range({ start: 2n ** 63n }), 113)).toThrow(RangeError);
    expect(() => encoded(new Range({ start: 2n ** 63n }), 114)).toThrow(`does not fit 64 bits: ${2n ** 63n}`);
    expect(() => encoded(new Range({ start: 2n ** 63n - 1n, step: 2 }), 114)).toThrow(RangeError);
  });

  it("says so where Nushell has no notation for it", () => {
    for (const start of [Number.NaN, Infinity]) {
      expect(thrownBy(() => new Range({ start, float: true }).toString())).toMatchObject({
        message: `Nushell has no notation for a range with the bound ${start}`,
        options: { code: "nushell::range" },
      });
    }
  });
});
