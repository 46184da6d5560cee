import { describe, expect, it } from "vitest";
import { encode, MsgpackWriter } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { unpack } from "../../message-pack.ts";

function written(write: (out: MsgpackWriter) => void): Buffer {
  const out = new MsgpackWriter();
  write(out);
  return out.bytes();
}

describe("integers", () => {
  // Bytes each takes, the first one included.
  const sizes = new Map([
    [0, 1],
    [1, 1],
    [0x7f, 1],
    [0x80, 2],
    [0xff, 2],
    [0x100, 3],
    [0xffff, 3],
    [0x1_0000, 5],
    [0x7fff_ffff, 5],
    [0x8000_0000, 5],
    [0xffff_ffff, 5],
    [0x1_0000_0000, 9],
    [Number.MAX_SAFE_INTEGER, 9],
    [-1, 1],
    [-0x20, 1],
    [-0x21, 5],
    [-0x80, 5],
    [-0x81, 5],
    [-0x8000, 5],
    [-0x8001, 5],
    [-0x8000_0000, 5],
    [-0x8000_0001, 9],
    [Number.MIN_SAFE_INTEGER, 9],
  ]);

  it("writes every width as an integer, never as a float [wire-integers]", () => {
    for (const [value, size] of sizes) {
      const bytes = written((out) => out.int(value));
      expect(bytes).toHaveLength(size);
      expect(Number(unpack(bytes))).toBe(value);
      expect([0xca, 0xcb]).not.toContain(bytes[0]);
      expect(written((out) => out.int(BigInt(value)))).toEqual(bytes);
      expect(encode(value)).toEqual(bytes);
    }
  });

  it("keeps 64 bits exact [wire-int64]", () => {
    for (const value of [2n ** 63n - 1n, 2n ** 53n + 1n, -(2n ** 63n), -(2n ** 53n) - 1n]) {
      expect(unpack(written((out) => out.int(value)))).toBe(value);
    }
  });

  it("refuses what is no i64 instead of sending what ends the connection [wire-int-range]", () => {
    for (const value of [2n ** 63n, -(2n ** 63n) - 1n]) {
      expect(() => written((out) => out.int(value))).toThrow(new RangeError(`does not fit 64 bits: ${value}`));
    }
    for (const value of [1.5, Number.NaN, Infinity, 2 ** 53, -(2 ** 63)]) {
      expect(() => written((out) => out.int(value))).toThrow(new RangeError(`not a safe integer: ${value}`));
    }
  });

  it("writes -0 as 0", () => {
    expect(written((out) => out.int(-0))).toEqual(Buffer.of(0));
  });
});

describe("floats", () => {
  it("are always 64 bits wide, whole ones too [wire-floats]", () => {
    for (const value of [0, -0, 1, -1.5, 1e300, Number.MIN_VALUE, 2 ** 53, Infinity, -Infinity, Number.NaN]) {
      const bytes = written((out) => out.float(value));
      expect(bytes).toHaveLength(9);
      expect(bytes[0]).toBe(0xcb);
      expect(unpack(bytes)).toBe(value);
    }
  });

  it("are what plain numbers become that are no safe integers", () => {
    for (const value of [0.5, Number.NaN, 2 ** 53]) expect(encode(value)).toEqual(written((out) => out.float(value)));
  });
});

describe("strings", () => {
  const lengths = [0, 1, 31, 32, 255, 256, 65_535, 65_536];

  it("of every length and alphabet arrive whole [wire-strings]", () => {
    for (const letter of ["a", "\u007f", "\u0080", "é", "字", "😀"]) {
      for (const length of lengths) {
        const text = letter.repeat(length);
        expect(unpack(encode(text)) === text).toBe(true);
        expect(unpack(encode(`a${text}`)) === `a${text}`).toBe(true);
      }
    }
  });

  it("have the smallest header for their bytes, not their letters", () => {
    const headers = new Map([
      ["a".repeat(31), [0xbf]],
      ["a".repeat(32), [0xd9, 32]],
      ["é".repeat(16), [0xd9, 32]],
      ["a".repeat(255), [0xd9, 255]],
      ["a".repeat(256), [0xda, 1, 0]],
      ["a".repeat(65_535), [0xda, 255, 255]],
      ["a".repeat(65_536), [0xdb, 0, 1, 0, 0]],
    ]);
    for (const [text, header] of headers) {
      const bytes = encode(text);
      expect([...bytes.subarray(0, header.length)]).toEqual(header);
      expect(bytes).toHaveLength(header.length + Buffer.byteLength(text));
    }
  });

  it("replace a lone surrogate, whose bytes would be no UTF-8 [wire-surrogates]", () => {
    for (const [text, replaced] of [
      ["\ud800", "\ufffd"],
      ["a\udc00b", "a\ufffdb"],
      [`${"x".repeat(40)}\ud83d`, `${"x".repeat(40)}\ufffd`],
      ["\udc00\ud800", "\ufffd\ufffd"],
    ] as const) {
      const bytes = encode(text);
      expect(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(1))).toContain("\ufffd");
      expect(unpack(bytes)).toBe(replaced);
    }
  });
});

describe("what holds others", () => {
  it("takes bytes of every length", () => {
    for (const length of [0, 1, 255, 256, 65_535, 65_536]) {
      const data = Buffer.alloc(length, 7);
      const bytes = encode(data);
      expect(bytes[0]).toBe(length < 256 ? 0xc4 : length < 65_536 ? 0xc5 : 0xc6);
      expect(Buffer.compare(bytes.subarray(bytes.length - length), data)).toBe(0);
      expect(unpack(bytes)).toHaveLength(length);
    }
  });

  it("takes arrays and maps of every size", () => {
    for (const [size, array, map] of [
      [0, 0x90, 0x80],
      [15, 0x9f, 0x8f],
      [16, 0xdc, 0xde],
      [65_535, 0xdc, 0xde],
      [65_536, 0xdd, 0xdf],
    ] as const) {
      const items = Array.from({ length: size }, (_, index) => index);
      const object = Object.fromEntries(items.map((index) => [`k${index}`, index]));
      expect(encode(items)[0]).toBe(array);
      expect(encode(object)[0]).toBe(map);
      expect(unpack(encode(items))).toEqual(items);
      expect(unpack(encode(object))).toEqual(object);
    }
  });

  it("leaves out properties that are undefined, and writes nil for null", () => {
    expect(unpack(encode({ a: undefined, b: null, c: [undefined, true, false] }))).toEqual({
      b: null,
      c: [null, true, false],
    });
  });

  it("lets a function write itself", () => {
    expect(unpack(encode({ a: [(out) => out.int(5), "x"] }))).toEqual({ a: [5, "x"] });
  });
});

describe("the buffer", () => {
  it("grows from any size to hold whatever is written", () => {
    const writes: ((out: MsgpackWriter) => void)[] = [
      (out) => out.nil(),
      (out) => out.bool(true),
      (out) => out.int(70_000),
      (out) => out.int(2n ** 60n),
      (out) => out.float(0.5),
      (out) => out.string("short"),
      (out) => out.string("é".repeat(300)),
      (out) => out.binary(Buffer.alloc(40, 1)),
      (out) => out.raw(encode([1, 2, 3])),
      (out) => out.arrayHeader(0),
      (out) => out.mapHeader(0),
    ];
    const each = writes.map((write) => written(write));
    for (let capacity = 0; capacity < 40; capacity++) {
      const all = new MsgpackWriter(capacity);
      for (const [i, write] of writes.entries()) {
        write(all);
        const alone = new MsgpackWriter(capacity);
        write(alone);
        expect(alone.bytes()).toEqual(each[i]);
        const afterOthers = new MsgpackWriter(capacity);
        for (let length = 0; length < capacity; length++) afterOthers.nil();
        write(afterOthers);
        expect(afterOthers.bytes().subarray(capacity)).toEqual(each[i]);
      }
      expect(all.bytes()).toEqual(Buffer.concat(each));
    }
    expect(each.map((bytes) => unpack(bytes))).toEqual([
      null,
      true,
      70_000,
      2n ** 60n,
      0.5,
      "short",
      "é".repeat(300),
      Buffer.alloc(40, 1),
      [1, 2, 3],
      [],
      {},
    ]);
  });

  it("is another once its bytes were given away", () => {
    const out = new MsgpackWriter();
    out.string("first");
    const first = out.take();
    out.string("other");
    expect([first, out.take()].map((bytes) => unpack(bytes))).toEqual(["first", "other"]);
    expect(out.take()).toHaveLength(0);
  });
});
