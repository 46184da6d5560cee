import { describe, expect, it } from "vitest";
import {
  encodeSignature,
  type BuiltinCompletion,
  type PluginSignature,
} from "../../../../src/nushell/protocol/messages/signature.ts";
import { encodeType, typeName, type Type } from "../../../../src/nushell/protocol/messages/type.ts";
import { encode } from "../../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { Range } from "../../../../src/nushell/protocol/values/range.ts";
import type { ValueWriter } from "../../../../src/nushell/protocol/values/value-writer.ts";
import { unpack } from "../../message-pack.ts";
import { release } from "../release.ts";

const type = (declared: Type, minor: number) => unpack(encode(encodeType(declared, release(minor))));

const signature: PluginSignature = {
  name: "orch tasks",
  description: "List tasks",
  extraDescription: "At length",
  searchTerms: ["queue"],
  required: [{ name: "from", desc: "Whence", shape: "Directory" }],
  optional: [
    { name: "to", desc: "Whither", shape: "String", completions: ["here"], defaultValue: (out) => out.string("here") },
  ],
  rest: { name: "path", desc: "Where", shape: "Filepath" },
  flags: [
    { long: "limit", short: "l", desc: "How many", required: true, shape: "Int", defaultValue: (out) => out.int(5) },
    {
      long: "status",
      desc: "Which",
      required: false,
      shape: { OneOf: [{ List: "String" }, "String"] },
      completions: ["pending"],
    },
    { long: "long", desc: "All columns", required: false },
  ],
  variants: [
    ["Nothing", { Table: [["id", { OneOf: ["String", "Nothing"] }]] }],
    [{ List: "Int" }, "Int"],
  ],
  category: "orchestrator",
  allowsUnknownFlags: true,
  isFilter: true,
  createsScope: true,
  completesExternally: true,
  examples: [
    { example: "orch tasks", description: "All", result: undefined },
    { example: "orch tasks | length", description: "How many", result: (out) => out.int(3) },
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
        required_positional: [{ name: "from", desc: "Whence", shape: "Directory" }],
        optional_positional: [
          {
            name: "to",
            desc: "Whither",
            shape: "String",
            completion: { List: ["here"] },
            default_value: { String: ["here", [0, 0]] },
          },
        ],
        rest_positional: { name: "path", desc: "Where", shape: "Filepath" },
        named: [
          { long: "help", short: "h", arg: null, required: false, desc: "Display the help message for this command" },
          {
            long: "limit",
            short: "l",
            arg: "Int",
            required: true,
            desc: "How many",
            default_value: { Int: [5, [0, 0]] },
          },
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
        input_output_types: [
          ["Nothing", { Table: [["id", { OneOf: ["String", "Nothing"] }]] }],
          [{ List: "Int" }, "Int"],
        ],
        allow_variants_without_examples: true,
        is_filter: true,
        creates_scope: true,
        allows_unknown_args: true,
        complete: "External",
        category: { Custom: "orchestrator" },
      },
      examples: [
        { example: "orch tasks", description: "All", result: null },
        { example: "orch tasks | length", description: "How many", result: { Int: [3, [0, 0]] } },
      ],
    });
  });

  it("has the help flag even without flags of its own, which Nushell does not add [signature-help]", () => {
    expect(encoded(98, { flags: [], rest: undefined })).toMatchObject({
      sig: { named: [{ long: "help", short: "h", arg: null }], rest_positional: null },
    });
  });

  it("differs between releases in its types only", () => {
    expect(encoded(108)).toMatchObject({
      sig: { input_output_types: [["Nothing", { Table: [["id", "Any"]] }], expect.any(Array)] },
    });
    const variants = [["Any", "Any"]] as const;
    expect(encoded(98, { variants })).toEqual(encoded(115, { variants }));
  });

  it("names Nushell's own completions only to releases that know them [signature-builtins]", () => {
    const completionOf = (completions: BuiltinCompletion, minor: number) =>
      encoded(minor, {
        rest: undefined,
        required: [],
        flags: [],
        optional: [{ name: "a", desc: "", shape: "String", completions }],
      });
    const named = (content: unknown) => ({ sig: { optional_positional: [{ completion: { Builtin: content } }] } });
    expect(completionOf("envVar", 115)).toMatchObject(named("EnvVar"));
    expect(completionOf("command", 116)).toMatchObject(named({ Command: { internal_only: false } }));
    expect(completionOf("internalCommand", 115)).toMatchObject(named({ Command: { internal_only: true } }));
    expect(completionOf("nuFile", 115)).toMatchObject(named({ NuFile: { std_virtual_path: false } }));
    expect(completionOf("nuFileOrStd", 115)).toMatchObject(named({ NuFile: { std_virtual_path: true } }));
    expect(completionOf("moduleExports", 115)).toMatchObject(named("ModuleExports"));
    expect(completionOf("envVar", 114)).toMatchObject({
      sig: { optional_positional: [{ name: "a", desc: "", shape: "String" }] },
    });
    expect(JSON.stringify(completionOf("command", 114))).not.toContain("Builtin");
  });

  it("leaves out what is not declared [signature-fields]", () => {
    const plain = encoded(115, { isFilter: false, createsScope: false, completesExternally: false });
    expect(plain).toMatchObject({ sig: { is_filter: false, creates_scope: false } });
    expect(plain).not.toHaveProperty("sig.complete");
  });

  it("writes defaults and results for the release that asks [value-releases]", () => {
    const examples = [
      { example: "x", description: "x", result: (out: ValueWriter) => out.range(new Range({ start: 1 })) },
    ];
    expect(encoded(114, { examples })).toMatchObject({ examples: [{ result: { Range: ["1..", [0, 0]] } }] });
    expect(encoded(113, { examples })).toMatchObject({ examples: [{ result: { Range: [{ IntRange: {} }, [0, 0]] } }] });
  });

  it("shows an example from the release on that it needs, and not before [example-since]", () => {
    const of = (since: "0.109" | undefined) => ({
      example: `since ${since}`,
      description: "",
      result: undefined,
      since,
    });
    const shown = (minor: number) => encoded(minor, { examples: [of(undefined), of("0.109")] });
    const [always, since] = [{ example: "since undefined" }, { example: "since 0.109" }];
    expect(shown(108)).toMatchObject({ examples: [always] });
    expect(shown(109)).toMatchObject({ examples: [always, since] });
  });

  it.each([
    ["Filters", 98, "Filters"],
    ["FileSystem", 115, "FileSystem"],
    ["filters", 115, { Custom: "filters" }],
    ["Deprecated", 100, { Custom: "Deprecated" }],
    ["Deprecated", 101, "Deprecated"],
    ["constructor", 115, { Custom: "constructor" }],
  ])("names the category %j to 0.%i so that it knows it [signature-categories]", (category, minor, expected) => {
    expect(encoded(minor, { category })).toMatchObject({ sig: { category: expected } });
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

describe("a type", () => {
  const columns = [["a", "Int"]] as const;

  it.each<[Type, string]>([
    ["Any", "any"],
    ["Date", "datetime"],
    ["CellPath", "cell-path"],
    [{ Custom: "Account" }, "Account"],
    [{ List: { List: "Int" } }, "list<list<int>>"],
    [{ OneOf: ["Int", "Nothing"] }, "oneof<int, nothing>"],
    [{ Record: columns }, "record"],
    [{ Table: columns }, "table"],
  ])("%j goes as it is, and is called %s [type-names]", (declared, name) => {
    expect(type(declared, 115)).toEqual(declared);
    expect(typeName(declared)).toBe(name);
  });
});
