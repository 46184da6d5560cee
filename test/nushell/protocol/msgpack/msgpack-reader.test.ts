import { expect, it } from "vitest";
import { decode } from "../../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { ProtocolError } from "../../../../src/nushell/protocol/msgpack/wire.ts";
import { pack } from "../../message-pack.ts";

it("keeps columns in the order and under the names they have [record-columns]", () => {
  const record = new Map<string, unknown>([
    ["2024", 1],
    ["2023", 2],
    ["__proto__", 3],
    ["constructor", { a: 1 }],
  ]);
  const decoded = decode(pack(record));
  expect(decoded instanceof Map && [...decoded]).toEqual([
    ["2024", 1],
    ["2023", 2],
    ["__proto__", 3],
    ["constructor", new Map([["a", 1]])],
  ]);
});

it("keeps 64-bit integers exact, signed or not", () => {
  expect(decode(Buffer.from("cf7fffffffffffffff", "hex"))).toBe(2n ** 63n - 1n);
  expect(decode(Buffer.from("cfffffffffffffffff", "hex"))).toBe(2n ** 64n - 1n);
  expect(decode(Buffer.from("d38000000000000000", "hex"))).toBe(-(2n ** 63n));
  expect(decode(Buffer.from("d37fffffffffffffff", "hex"))).toBe(2n ** 63n - 1n);
});

it("gives numbers, texts, bytes, lists and nil as they are", () => {
  expect(decode(pack([null, true, -1, 0.5, "é", Buffer.of(1, 2), []]))).toEqual([
    null,
    true,
    -1,
    0.5,
    "é",
    Buffer.of(1, 2),
    [],
  ]);
});

it.each([
  { what: "that are cut short", bytes: Buffer.of(0x92, 0x01), problem: "Unexpected end of MessagePack data" },
  { what: "of two messages", bytes: Buffer.of(0x01, 0x02), problem: "Data read, but end of buffer not reached 1" },
  { what: "of an extension that nobody declared", bytes: Buffer.of(0xd4, 0x55, 0x00), problem: "Unknown extension 85" },
  {
    what: "of an extension of msgpackr's",
    bytes: Buffer.from("d670cc6eaa0d", "hex"),
    problem: "something that cannot be decoded",
  },
  { what: "nested beyond the stack", bytes: Buffer.alloc(100_000, 0x91), problem: "Maximum call stack size exceeded" },
])("refuses bytes $what [bad-message]", ({ bytes, problem }) => {
  expect(() => decode(bytes)).toThrow(new ProtocolError(`not MessagePack: ${problem}`));
});
