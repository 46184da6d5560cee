import { describe, expect, it } from "vitest";
import type { PipelineInput } from "../../../../src/nushell/command/data/input.ts";
import * as nu from "../../../../src/nushell/index.ts";
import { byteInput, listInput, refused, streamSpan, taken } from "./inputs.ts";
import { int, record } from "../values.ts";

describe("a stream as input of a value type", () => {
  it("of items becomes a list [input-collected]", async () => {
    await expect(taken(nu.list(nu.int), listInput(int(1), int(2)).input)).resolves.toEqual([1, 2]);
    await expect(taken(nu.table({ a: nu.int }), listInput(record({ a: int(1) })).input)).resolves.toEqual([{ a: 1 }]);
    await expect(taken(nu.any, listInput(int(1)).input)).resolves.toEqual([1]);
    await expect(taken(nu.anyValue, listInput(int(1)).input)).resolves.toEqual({
      kind: "List",
      vals: [int(1)],
      span: streamSpan,
    });
  });

  it.each<[type: nu.ValueType<never, unknown>, of: "Binary" | "String" | "Unknown", expected: unknown]>([
    [nu.string, "String", "grüße"],
    [nu.string, "Unknown", "grüße"],
    [nu.any, "String", "grüße"],
    [nu.any, "Unknown", "grüße"],
    [nu.nullable(nu.string), "Unknown", "grüße"],
    [nu.binary, "Binary", Buffer.from("grüße")],
    [nu.binary, "String", Buffer.from("grüße")],
    [nu.binary, "Unknown", Buffer.from("grüße")],
    [nu.any, "Binary", Buffer.from("grüße")],
  ])("of bytes becomes a text or binary: $0.type of $1 [input-collected]", async (type, of, expected) => {
    const bytes = Buffer.from("grüße");
    const { input } = byteInput(of, bytes.subarray(0, 3), bytes.subarray(3));
    await expect(taken(type, input)).resolves.toEqual(expected);
  });

  it("of bytes that are not UTF-8 is no text, and the way out is told [input-utf8]", async () => {
    const { input } = byteInput("Unknown", "a", Uint8Array.of(0xff));
    await expect(taken(nu.string, input)).rejects.toMatchObject({
      message: "Invalid input: it is not UTF-8",
      options: {
        code: "nushell::invalid_input",
        labels: [{ text: "comes from here", span: streamSpan }],
        help: "If it is a text in another encoding, convert it first, for example with `decode latin1`.",
      },
    });
    await expect(
      taken(nu.string, byteInput("String", "gr\u00fc".slice(0, 2), Uint8Array.of(0xc3)).input),
    ).rejects.toThrow("it is not UTF-8");
  });

  it("of bytes that are not UTF-8 is binary where anything is taken, as in Nushell [input-collected]", async () => {
    const { input } = byteInput("Unknown", "a", Uint8Array.of(0xff));
    await expect(taken(nu.any, input)).resolves.toEqual(Buffer.of(0x61, 0xff));
    await expect(taken(nu.any, byteInput("String", Uint8Array.of(0xff)).input)).rejects.toThrow("it is not UTF-8");
  });

  it("keeps a byte order mark, which is part of the text", async () => {
    await expect(taken(nu.string, byteInput("String", "\uFEFFa").input)).resolves.toBe("\uFEFFa");
  });

  it.each<[expected: string, type: nu.ValueType<never, unknown>, input: PipelineInput, found: string]>([
    ["int", nu.int, listInput().input, "a stream of items"],
    ["record", nu.record({}), listInput().input, "a stream of items"],
    ["int", nu.int, byteInput("Unknown").input, "a stream of bytes"],
    ["list<int>", nu.list(nu.int), byteInput("Unknown").input, "a stream of bytes"],
    ["string", nu.string, byteInput("Binary").input, "a stream of bytes"],
  ])("is refused where it does not fit: %s [input-refused]", async (expected, type, input, found) => {
    await expect(taken(type, input)).rejects.toThrow(refused(expected, found, streamSpan));
  });

  it("is dropped unread where nothing is declared [input-stream-dropped]", async () => {
    for (const { left, input } of [listInput(int(1)), byteInput("Unknown", "a")]) {
      await expect(taken(nu.nothing, input)).resolves.toBeNull();
      expect(left).toHaveBeenCalledOnce();
    }
  });
});
