import { describe, expect, it } from "vitest";
import { encode } from "../../../src/nushell/protocol/msgpack-writer.ts";
import {
  encodeSignature,
  encodeType,
  type PluginSignature,
  type Type,
} from "../../../src/nushell/protocol/signature.ts";
import { unpack } from "../message-pack.ts";

const release = (minor: number) => ({ major: 0, minor, patch: 0 });
const type = (declared: Type, minor: number) => unpack(encode(encodeType(declared, release(minor))));

const signature: PluginSignature = {
  name: "orch tasks",
  description: "List tasks",
  extraDescription: "At length",
  searchTerms: ["queue"],
  flags: [
    { long: "limit", short: "l", desc: "How many", shape: "Int" },
    { long: "status", desc: "Which", shape: { OneOf: [{ List: "String" }, "String"] }, completions: ["pending"] },
    { long: "long", desc: "All columns" },
  ],
  rest: { name: "path", desc: "Where", shape: "Filepath" },
  input: "Nothing",
  output: { Table: [["id", { OneOf: ["String", "Nothing"] }]] },
  category: "orchestrator",
  examples: [
    { example: "orch tasks", description: "All", result: null },
    { example: "orch tasks | length", description: "How many", result: 3 },
  ],
};

const encoded = (minor: number, changes: Partial<PluginSignature> = {}) =>
  unpack(encode(encodeSignature({ ...signature, ...changes }, release(minor))));

describe("a signature", () => {
  it("has every field a release asks for [signature-fields]", () => {
    expect(encoded(115)).toEqual({
      sig: {
        name: "orch tasks",
        description: "List tasks",
        extra_description: "At length",
        search_terms: ["queue"],
        required_positional: [],
        optional_positional: [],
        rest_positional: { name: "path", desc: "Where", shape: "Filepath" },
        named: [
          { long: "help", short: "h", arg: null, required: false, desc: "Display the help message for this command" },
          { long: "limit", short: "l", arg: "Int", required: false, desc: "How many" },
          {
            long: "status",
            short: null,
            arg: { OneOf: [{ List: "String" }, "String"] },
            required: false,
            desc: "Which",
            completion: { List: ["pending"] },
          },
          { long: "long", short: null, arg: null, required: false, desc: "All columns" },
        ],
        input_output_types: [["Nothing", { Table: [["id", { OneOf: ["String", "Nothing"] }]] }]],
        allow_variants_without_examples: true,
        is_filter: false,
        creates_scope: false,
        allows_unknown_args: false,
        category: { Custom: "orchestrator" },
      },
      examples: [
        { example: "orch tasks", description: "All", result: null },
        { example: "orch tasks | length", description: "How many", result: 3 },
      ],
    });
  });

  it("has the help flag even without flags of its own, which Nushell does not add [signature-help]", () => {
    expect(encoded(98, { flags: [], rest: undefined })).toMatchObject({
      sig: { named: [{ long: "help", short: "h", arg: null }], rest_positional: null },
    });
  });

  it("differs between releases in its output type only", () => {
    expect(encoded(108)).toMatchObject({ sig: { input_output_types: [["Nothing", { Table: [["id", "Any"]] }]] } });
    const output: Type = "Any";
    expect(encoded(98, { output })).toEqual(encoded(115, { output }));
  });
});

describe("a type of one of several", () => {
  const oneOf: Type = { OneOf: ["String", "Nothing"] };
  const nested: Type = {
    Record: [
      ["a", oneOf],
      ["b", { List: oneOf }],
      ["c", { Table: [["d", { List: { OneOf: ["Int", { List: oneOf }] } }]] }],
    ],
  };

  it("is any before 0.109, however deep it stands [oneof-gate]", () => {
    for (const minor of [98, 101, 107, 108]) {
      expect(type(oneOf, minor)).toBe("Any");
      expect(type(nested, minor)).toEqual({
        Record: [
          ["a", "Any"],
          ["b", { List: "Any" }],
          ["c", { Table: [["d", { List: "Any" }]] }],
        ],
      });
    }
  });

  it("is itself from 0.109", () => {
    for (const minor of [109, 114, 115]) {
      expect(type(oneOf, minor)).toEqual(oneOf);
      expect(type(nested, minor)).toEqual(nested);
    }
  });
});
