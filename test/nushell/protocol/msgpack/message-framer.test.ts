import { describe, expect, it, onTestFinished, vi } from "vitest";
import { MessageFramer } from "../../../../src/nushell/protocol/msgpack/message-framer.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";

const payload = (header: readonly number[], bytes: number) => Buffer.concat([Buffer.from(header), Buffer.alloc(bytes)]);

/** One message of every kind that MessagePack has. */
const messages: readonly Buffer[] = [
  payload([0xc0], 0),
  payload([0xc2], 0),
  payload([0xc3], 0),
  payload([0x00], 0),
  payload([0x7f], 0),
  payload([0xe0], 0),
  payload([0xff], 0),
  ...[0xca, 0xce, 0xd2].map((byte) => payload([byte], 4)),
  ...[0xcb, 0xcf, 0xd3].map((byte) => payload([byte], 8)),
  ...[0xcc, 0xd0].map((byte) => payload([byte], 1)),
  ...[0xcd, 0xd1].map((byte) => payload([byte], 2)),
  payload([0xa0], 0),
  payload([0xbf], 31),
  payload([0xd9, 3], 3),
  payload([0xda, 1, 2], 258),
  payload([0xdb, 0, 0, 1, 2], 258),
  payload([0xc4, 3], 3),
  payload([0xc5, 1, 2], 258),
  payload([0xc6, 0, 0, 1, 2], 258),
  payload([0xc4, 0], 0),
  payload([0xd4, 1], 1),
  payload([0xd5, 1], 2),
  payload([0xd6, 1], 4),
  payload([0xd7, 1], 8),
  payload([0xd8, 1], 16),
  payload([0xc7, 3, 1], 3),
  payload([0xc8, 0, 3, 1], 3),
  payload([0xc9, 0, 0, 0, 3, 1], 3),
  Buffer.of(0x90),
  Buffer.of(0x80),
  Buffer.of(0xdc, 0, 2, 1, 2),
  Buffer.of(0xdd, 0, 0, 0, 2, 1, 2),
  Buffer.of(0xde, 0, 1, 1, 2),
  Buffer.of(0xde, 0, 3, 1, 2, 3, 4, 5, 6),
  Buffer.of(0xdf, 0, 0, 0, 1, 1, 2),
  Buffer.of(0xdd, 0, 0, 0, 0),
  encode({ Call: [1, { Run: { name: "x", list: [1, [2, { a: [] }], "text", null], more: {} } }] }),
];

const hex = (parts: Iterable<Buffer>) => [...parts].map((part) => part.toString("hex"));

describe("messages", () => {
  it("come out whole wherever their bytes are split [framing-split]", () => {
    for (const message of messages) {
      for (let cut = 1; cut < message.length; cut++) {
        const framer = new MessageFramer();
        expect(hex(framer.push(message.subarray(0, cut)))).toEqual([]);
        expect(framer.inMessage).toBe(true);
        expect(hex(framer.push(message.subarray(cut)))).toEqual(hex([message]));
        expect(framer.inMessage).toBe(false);
      }
    }
  });

  it("come out one by one however their bytes are joined [framing-joined]", () => {
    const joined = Buffer.concat(messages);
    for (const size of [1, 2, 3, 5, 7, 64, 1000, joined.length]) {
      const framer = new MessageFramer();
      const found: Buffer[] = [];
      for (let at = 0; at < joined.length; at += size) found.push(...framer.push(joined.subarray(at, at + size)));
      expect(hex(found)).toEqual(hex(messages));
      expect(framer.inMessage).toBe(false);
    }
  });

  it.each([1, 7, 1000, 100_000])("are read once and copied once, in parts of %d bytes [framing-linear]", (size) => {
    const message = encode(Array.from({ length: 10_000 }, (_, i) => i));
    const read = vi.spyOn(Buffer.prototype, "readUInt8");
    const copy = vi.spyOn(Buffer, "concat");
    onTestFinished(() => void vi.restoreAllMocks());
    const framer = new MessageFramer();
    const found: Buffer[] = [];
    for (let at = 0; at < message.length; at += size) found.push(...framer.push(message.subarray(at, at + size)));
    expect(found).toHaveLength(1);
    expect(read.mock.calls.length).toBeLessThanOrEqual(message.length);
    expect(copy.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it("may hold more than the framer has seen yet, up to 32 bits of length", () => {
    const framer = new MessageFramer();
    expect(hex(framer.push(Buffer.of(0xdb, 0xff, 0xff, 0xff, 0xff, 0x41)))).toEqual([]);
    expect(hex(framer.push(Buffer.alloc(1000)))).toEqual([]);
    expect(framer.inMessage).toBe(true);
  });
});

it("is in no message before the first byte, nor after an empty chunk", () => {
  const framer = new MessageFramer();
  expect(framer.inMessage).toBe(false);
  expect(hex(framer.push(Buffer.alloc(0)))).toEqual([]);
  expect(framer.inMessage).toBe(false);
});

it("refuses the one byte that begins no value, alone or inside a message", () => {
  expect(() => [...new MessageFramer().push(Buffer.of(0xc1))]).toThrow("byte 0xc1 begins no MessagePack value");
  expect(() => [...new MessageFramer().push(Buffer.of(0x92, 0x01, 0xc1))]).toThrow(RangeError);
  const text = Buffer.of(0xa1, 0xc1);
  expect(hex(new MessageFramer().push(text))).toEqual(hex([text]));
});
