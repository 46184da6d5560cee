import { describe, expect, it } from "vitest";
import type { PipelineInput } from "../../../src/nushell/command/data/input.ts";
import * as nu from "../../../src/nushell/index.ts";
import { encodeSignature } from "../../../src/nushell/protocol/messages/signature.ts";
import { encode } from "../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { unpack } from "../message-pack.ts";
import { called, contentOf } from "./called.ts";
import { byteInput, listInput, refused, valueInput } from "./data/inputs.ts";
import { bool, int, list, nothing, range, record, text } from "./values.ts";

const about = { name: "size", summary: "Size", category: "test" };

/** How large its input is, whatever that is. */
const size = nu.defineCommand({
  ...about,
  variants: [
    [nu.string, nu.int],
    [nu.items(nu.int), nu.int],
    [nu.record({ a: nu.int }), nu.int],
    [nu.nothing, nu.nothing],
  ],
  async run({ input }) {
    if (input === null) return nu.value(nu.nothing, null);
    if (typeof input === "string") return nu.value(nu.int, input.length);
    if ("a" in input) return nu.value(nu.int, input.a);
    let total = 0;
    for await (const number of input) total += number;
    return nu.value(nu.int, total);
  },
});

const sizeOf = async (input: PipelineInput) => contentOf(await called(size, { input }));

/** The pairs of a signature as they are sent. */
function pairs(command: nu.Command) {
  const version = { major: 0, minor: 115, patch: 1 };
  return unpack(encode(encodeSignature(command.signature, version)));
}

describe("one of several inputs", () => {
  it.each<[what: string, input: PipelineInput, expected: unknown]>([
    ["a value of the first", valueInput(text("abc")), 3],
    ["bytes for the first", byteInput("Unknown", "abcd").input, 4],
    ["a list for the second", valueInput(list(int(1), int(2))), 3],
    ["a range for the second", valueInput(range({ start: 1, end: 4 })), 10],
    ["a stream for the second", listInput(int(5)).input, 5],
    ["a record for the third", valueInput(record({ a: int(7) })), 7],
    ["nothing for the last", { kind: "empty" }, null],
    ["a null for the last", valueInput(nothing), null],
  ])("is read as the one that fits: %s [input-variants]", async (_, input, expected) => {
    await expect(sizeOf(input)).resolves.toBe(expected);
  });

  it("that fits none is no input where nothing is one of them: it is a closure's row [input-row]", async () => {
    await expect(sizeOf(valueInput(bool(true)))).resolves.toBeNull();
    const { left, input } = byteInput("Binary", "a");
    await expect(sizeOf(input)).resolves.toBeNull();
    expect(left).toHaveBeenCalledOnce();
  });

  it("that fits none of those without nothing is refused with all [input-refused]", async () => {
    const command = nu.defineCommand({
      ...about,
      variants: [
        [nu.string, nu.int],
        [nu.list(nu.int), nu.int],
      ],
      run: () => nu.empty,
    });
    await expect(called(command, { input: valueInput(bool(true)) })).rejects.toThrow(
      refused("string or list<int>", "bool"),
    );
  });

  it("is declared with the output it leads to, pair by pair [input-pairs]", () => {
    expect(pairs(size)).toMatchObject({
      sig: {
        input_output_types: [
          ["String", "Int"],
          [{ List: "Int" }, "Int"],
          ["Range", "Int"],
          [{ Record: [["a", "Int"]] }, "Int"],
          ["Nothing", "Nothing"],
          // Without this Nushell refuses what fits none of them.
          ["Any", "Nothing"],
        ],
      },
    });
  });
});

describe("a range", () => {
  it.each<[what: string, input: nu.InputType, types: unknown[]]>([
    ["list<int>", nu.list(nu.int), [{ List: "Int" }, "Range"]],
    ["items of int", nu.items(nu.int), [{ List: "Int" }, "Range"]],
    ["list<float>", nu.list(nu.float), [{ List: "Float" }, "Range"]],
    ["list<any>", nu.list(nu.any), [{ List: "Any" }, "Range"]],
    ["list<string>", nu.list(nu.string), [{ List: "String" }]],
    ["table", nu.table({}), [{ Table: [] }]],
    ["bytes", nu.bytes, ["Binary"]],
    ["text", nu.text, ["String"]],
    ["any", nu.any, ["Any"]],
  ])("is declared beside what takes its elements: %s [input-pairs]", (_, input, types) => {
    const command = nu.defineCommand({ ...about, input, output: nu.int, run: () => 1 });
    expect(pairs(command)).toMatchObject({ sig: { input_output_types: types.map((type) => [type, "Int"]) } });
  });
});
