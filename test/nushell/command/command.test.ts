import { describe, expect, it } from "vitest";
import type * as nu from "../../../src/nushell/index.ts";
import { any, defineCommand, empty, int, list, nothing, string, table, value } from "../../../src/nushell/index.ts";
import { encode } from "../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { ValueWriter } from "../../../src/nushell/protocol/values/value-writer.ts";
import { unpack } from "../message-pack.ts";
import { called, contentOf, head } from "./called.ts";
import { int as intValue, text } from "./values.ts";

const about = { name: "x", summary: "In short", category: "test" };
const recipient = { version: { major: 0, minor: 115, patch: 1 }, span: { start: 0, end: 0 } };

describe("a declaration", () => {
  it("gives the signature: texts, search terms, category, types [declared-once]", () => {
    const { signature, needsTerminal } = defineCommand({
      ...about,
      description: "At length",
      searchTerms: ["y"],
      input: list(int),
      output: string,
      allowsUnknownFlags: true,
      run: () => "",
    });
    expect(signature).toEqual({
      name: "x",
      description: "In short",
      extraDescription: "At length",
      searchTerms: ["y"],
      required: [],
      optional: [],
      rest: undefined,
      flags: [],
      variants: [
        [{ List: "Int" }, "String"],
        ["Range", "String"],
      ],
      category: "test",
      allowsUnknownFlags: true,
      isFilter: false,
      createsScope: false,
      completesExternally: false,
      examples: [],
    });
    expect(needsTerminal).toBe(false);
  });

  it("of the least takes and gives nothing", async () => {
    const least = defineCommand({ ...about, run: () => empty });
    expect(least.signature).toMatchObject({
      extraDescription: "",
      searchTerms: [],
      variants: [["Nothing", "Nothing"]],
    });
    await expect(contentOf(await called(least))).resolves.toBeUndefined();
  });

  it("gives help examples, their results as values [declared-examples]", () => {
    const { signature } = defineCommand({
      ...about,
      output: string,
      examples: [
        { example: "x", description: "Do it" },
        { example: "x | length", description: "Count", result: [1, null] },
        { example: "x | first", description: "None", result: null },
      ],
      run: () => "x",
    });
    expect(signature.examples).toMatchObject([{ example: "x", description: "Do it" }, {}, {}]);
    const results = signature.examples.map(({ result }) =>
      result === undefined ? "none" : unpack(encode((out) => result(new ValueWriter(out, recipient)))),
    );
    expect(results).toEqual([
      "none",
      {
        List: [
          [{ Int: [1, [0, 0]] }, { Nothing: [[0, 0]] }],
          [0, 0],
        ],
      },
      { Nothing: [[0, 0]] },
    ]);
  });
});

describe("what a command gives back", () => {
  const rows = [{ id: "a" }, { id: "b" }];
  const row = table({ id: string });
  function* oneByOne() {
    yield* rows;
  }
  async function* later() {
    yield* rows;
  }

  it.each<
    [what: string, kind: string, give: () => nu.PipelineData | Iterable<{ id: string }> | AsyncIterable<{ id: string }>]
  >([
    ["a list", "value", () => rows],
    ["items one by one", "list-stream", oneByOne],
    ["items as they come", "list-stream", later],
    ["a set", "list-stream", () => new Set(rows)],
    ["pipeline data", "value", () => value(row, rows)],
  ])("is written by its output type: %s becomes a %s [returned]", async (_, kind, give) => {
    const command = defineCommand({ ...about, output: row, run: give as () => typeof rows });
    const data = await called(command);
    expect(data.kind).toBe(kind);
    await expect(contentOf(data)).resolves.toEqual(rows);
  });

  it.each<[what: string, output: nu.ValueType<never, unknown>, given: unknown, expected: unknown]>([
    ["a text is no list of its characters", string, "ab", "ab"],
    ["a Map is a record", any, new Map([["a", 1]]), { a: 1 }],
    ["a record may look like pipeline data", any, { kind: "value", metadata: 1 }, { kind: "value", metadata: 1 }],
    ["null is nothing", nothing, null, null],
    ["a promise is awaited", int, Promise.resolve(3), 3],
  ])("is one value where no list is declared: %s [returned]", async (_, output, given, expected) => {
    const command = defineCommand({ ...about, output, run: () => given as never });
    const data = await called(command);
    expect(data.kind).toBe("value");
    await expect(contentOf(data)).resolves.toEqual(expected);
  });

  it("must be pipeline data where no one type is declared [returned]", async () => {
    const none = defineCommand({ ...about, run: () => 3 as never });
    await expect(called(none).then(contentOf)).rejects.toThrow("expected nothing, got 3");
    const one = defineCommand({ ...about, output: { type: "Int" }, run: () => 3 as never });
    await expect(called(one)).rejects.toThrow('"x" returned no pipeline data');
  });
});

it("tells a command where its name, its flags and its positionals stand", async () => {
  const spans: nu.Span[] = [];
  const command = defineCommand({
    ...about,
    flags: { long: { description: "" }, none: { description: "" } },
    positionals: {
      first: { description: "", takes: string },
      second: { description: "", takes: string, optional: true },
    },
    run(call) {
      spans.push(call.head, call.flagSpan("long"), call.flagSpan("none"));
      spans.push(call.positionalSpan("first"), call.positionalSpan("second"));
      return empty;
    },
  });
  const [flag, first] = [
    { start: 20, end: 26 },
    { start: 30, end: 31 },
  ];
  await called(command, { named: [{ name: "long", span: flag, value: undefined }], positional: [text("a", first)] });
  expect(spans).toEqual([head, flag, head, first, head]);
});

it("gives a command the metadata of its input, and none where there is no input", async () => {
  const seen: nu.Metadata[] = [];
  const command = defineCommand({
    ...about,
    input: any,
    run({ metadata }) {
      seen.push(metadata);
      return empty;
    },
  });
  await called(command, { input: { kind: "value", value: intValue(1), metadata: { contentType: "x" } } });
  await called(command);
  expect(seen).toEqual([{ contentType: "x" }, {}]);
});
