import { describe, expect, it } from "vitest";
import type { PipelineInput } from "../../../../src/nushell/command/data/input.ts";
import * as nu from "../../../../src/nushell/index.ts";
import { called } from "../called.ts";
import { byteInput, listInput, refused, streamSpan, taken, valueInput } from "./inputs.ts";
import { binary, failed, float, int, list, range, record, text } from "../values.ts";

/** All that a command with this stream of input reads. */
async function read(type: nu.StreamType<unknown>, input: PipelineInput): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  const command = nu.defineCommand({
    name: "take",
    summary: "Take",
    category: "test",
    input: type,
    async run(call) {
      for await (const item of call.input) all.push(item);
      return nu.empty;
    },
  });
  await called(command, { input });
  return all;
}

describe("items", () => {
  it.each<[what: string, input: PipelineInput, expected: readonly unknown[]]>([
    ["a list stream", listInput(int(1), int(2)).input, [1, 2]],
    ["a list", valueInput(list(int(1), int(2))), [1, 2]],
    ["an empty list", valueInput(list()), []],
    ["a range", valueInput(range({ start: 1, step: 2, end: 6 })), [1, 3, 5]],
    ["a range downwards", valueInput(range({ start: 3, end: 1, exclusive: true })), [3, 2]],
  ])("come one by one from %s [input-items]", async (_, input, expected) => {
    await expect(read(nu.items(nu.int), input)).resolves.toEqual(expected);
  });

  it("of a range without an end come for as long as they are asked for [input-items]", async () => {
    const first: number[] = [];
    const command = nu.defineCommand({
      name: "first",
      summary: "First",
      category: "test",
      input: nu.items(nu.float),
      async run({ input }) {
        for await (const number of input) if (first.push(number) === 3) break;
        return nu.empty;
      },
    });
    await called(command, { input: valueInput(range({ start: 0.5 })) });
    expect(first).toEqual([0.5, 1.5, 2.5]);
  });

  it("are read by their type, each when its turn comes [input-items]", async () => {
    const rows = nu.items(nu.record({ a: nu.int }));
    await expect(read(rows, listInput(record({ a: int(1) })).input)).resolves.toEqual([{ a: 1 }]);
    const at = { start: 20, end: 22 };
    const { left, input } = listInput(int(1), text("b", at), int(3));
    await expect(read(nu.items(nu.int), input)).rejects.toMatchObject({
      message: "Invalid value: must be an int, not string",
      options: { labels: [{ span: at }] },
    });
    expect(left).toHaveBeenCalledOnce();
  });

  it("leave their stream when the command does [in-left]", async () => {
    const { left, input } = listInput(int(1), int(2));
    const command = nu.defineCommand({
      name: "first",
      summary: "First",
      category: "test",
      input: nu.items(nu.any),
      async run(call) {
        for await (const _ of call.input) break;
        return nu.empty;
      },
    });
    await called(command, { input });
    expect(left).toHaveBeenCalledOnce();
  });

  it.each<[input: PipelineInput, found: string]>([
    [valueInput(int(1)), "int"],
    [valueInput(record({})), "record"],
  ])("are refused where no list comes: %o [input-refused]", async (input, found) => {
    await expect(taken(nu.items(nu.int), input)).rejects.toThrow(refused("list<int>", found));
  });

  it("throw the error that one of them stands for [value-error]", async () => {
    const error = new nu.LabeledError("disk full");
    await expect(read(nu.items(nu.int), listInput(int(1), failed(error)).input)).rejects.toBe(error);
    await expect(read(nu.items(nu.int), valueInput(failed(error)))).rejects.toBe(error);
  });
});

describe("bytes", () => {
  it.each<[what: string, input: PipelineInput, expected: readonly Uint8Array[]]>([
    ["a byte stream", byteInput("Unknown", "a", "b").input, [Buffer.from("a"), Buffer.from("b")]],
    ["a text stream", byteInput("String", "ü").input, [Buffer.from("ü")]],
    ["a binary value", valueInput(binary(0, 255)), [Uint8Array.of(0, 255)]],
  ])("come in chunks from %s [input-bytes]", async (_, input, expected) => {
    await expect(read(nu.bytes, input)).resolves.toEqual(expected);
  });

  it("are refused where others come [input-refused]", async () => {
    await expect(taken(nu.bytes, valueInput(int(1)))).rejects.toThrow(refused("binary", "int"));
    await expect(taken(nu.bytes, listInput().input)).rejects.toThrow(
      refused("binary", "a stream of items", streamSpan),
    );
    const error = new nu.LabeledError("disk full");
    await expect(read(nu.bytes, valueInput(failed(error)))).rejects.toBe(error);
  });
});

describe("a text", () => {
  it("comes in pieces of whole characters, however its bytes are split [input-text]", async () => {
    const bytes = Buffer.from("aü€\u{1F600}b");
    const input = byteInput("Unknown", ...[...bytes].map((byte) => Uint8Array.of(byte))).input;
    const pieces = await read(nu.text, input);
    expect(pieces.join("")).toBe("aü€\u{1F600}b");
    expect(pieces).not.toContain("\uFFFD");
  });

  it("comes at once from a string [input-text]", async () => {
    await expect(read(nu.text, valueInput(text("grüße")))).resolves.toEqual(["grüße"]);
  });

  it.each([
    { what: "in the middle", chunks: ["a", Uint8Array.of(0xff), "b"] },
    { what: "at its end, which is cut off", chunks: ["a", Uint8Array.of(0xe2, 0x82)] },
  ])("that is not UTF-8 $what is an error [input-utf8]", async ({ chunks }) => {
    await expect(read(nu.text, byteInput("Unknown", ...chunks).input)).rejects.toThrow("it is not UTF-8");
  });

  it("is refused where something else comes [input-refused]", async () => {
    await expect(taken(nu.text, byteInput("Binary", "a").input)).rejects.toThrow(
      refused("string", "a stream of bytes", streamSpan),
    );
    await expect(taken(nu.text, valueInput(float(1)))).rejects.toThrow(refused("string", "float"));
  });
});
