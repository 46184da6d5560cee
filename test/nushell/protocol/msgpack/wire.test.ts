import { expect, it } from "vitest";
import * as read from "../../../../src/nushell/protocol/msgpack/wire.ts";
import type { Wire } from "../../../../src/nushell/protocol/msgpack/wire.ts";

const samples: ReadonlyMap<string, Wire | undefined> = new Map<string, Wire | undefined>([
  ["missing", undefined],
  ["nil", null],
  ["an array", []],
  ["a map", new Map()],
  ["bytes", Buffer.of(1)],
  ["a number", 1],
  ["a bigint", 1n],
  ["a string", "x"],
  ["a boolean", false],
]);

it.each([
  { name: "asMap", as: read.asMap, expected: "a map", takes: ["a map"] },
  { name: "asArray", as: read.asArray, expected: "an array", takes: ["an array"] },
  { name: "asString", as: read.asString, expected: "a string", takes: ["a string"] },
  { name: "asBool", as: read.asBool, expected: "a boolean", takes: ["a boolean"] },
  { name: "asNumber", as: read.asNumber, expected: "a number", takes: ["a number"] },
])("$name takes nothing but $expected, and says what it found", ({ as, expected, takes }) => {
  for (const description of takes) expect(as(samples.get(description), "it")).toBe(samples.get(description));
  for (const [description, sample] of samples) {
    if (takes.includes(description)) continue;
    expect(() => as(sample, "it")).toThrow(new read.ProtocolError(`it is not ${expected} but ${description}`));
  }
});

it("takes nothing but numbers for an integer", () => {
  for (const [description, sample] of samples) {
    if (description === "a number" || description === "a bigint") continue;
    expect(() => read.asInt(sample, "it")).toThrow(`it is not an integer but ${description}`);
  }
});

it("reads a variant from a bare string or from a map of one entry", () => {
  expect(read.asVariant("Goodbye", "message")).toEqual({ name: "Goodbye", content: undefined });
  expect(read.asVariant(new Map([["Drop", 3]]), "message")).toEqual({ name: "Drop", content: 3 });
});

it("refuses a variant of no or of two entries, or of another kind", () => {
  const two = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  for (const wire of [new Map(), two, new Map<Wire, Wire>([[2n ** 60n, 1]]) as Wire])
    expect(() => read.asVariant(wire, "it")).toThrow("it is not a variant but a map");
  for (const wire of [undefined, null, 5, []]) expect(() => read.asVariant(wire, "it")).toThrow(read.ProtocolError);
});

it("reads an integer as a number where that is exact [wire-int64]", () => {
  expect(read.asInt(5_000_000_000n, "it")).toBe(5_000_000_000);
  expect(read.asInt(-(2n ** 53n) + 1n, "it")).toBe(Number.MIN_SAFE_INTEGER);
  expect(read.asInt(2n ** 53n, "it")).toBe(2n ** 53n);
  expect(read.asInt(-(2n ** 63n), "it")).toBe(-(2n ** 63n));
});

it("reads bytes from bytes, or from an array of numbers as engines send them", () => {
  expect(read.asBytes(Buffer.of(1, 255), "it")).toEqual(Buffer.of(1, 255));
  expect(read.asBytes([0, 255], "it")).toEqual(Uint8Array.of(0, 255));
  for (const wire of [[256], [-1], ["1"], [null], [1n], [1, 256, 1]])
    expect(() => read.asBytes(wire, "it")).toThrow("it is not bytes but an array");
  expect(() => read.asBytes("ab", "it")).toThrow("it is not an array but a string");
});

it("names an unknown variant", () => {
  expect(() => read.throwUnknownVariant('Hel"lo', "message")).toThrow('unknown message: "Hel\\"lo"');
});
