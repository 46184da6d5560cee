import { describe, expect, expectTypeOf, it } from "vitest";
import { answer, defineCommand, integer, nothing, string, texts } from "../../../src/nushell/index.ts";
import type { Command, Engine, Span, Spanned, Value } from "../../../src/nushell/index.ts";
import type { EvaluatedCall } from "../../../src/nushell/protocol/engine-message.ts";
import { encode } from "../../../src/nushell/protocol/msgpack-writer.ts";
import { unpack } from "../message-pack.ts";

const head: Span = { start: 1, end: 5 };
const span: Span = { start: 6, end: 12 };
const noEngine: Engine = {
  version: { major: 0, minor: 115, patch: 1 },
  currentDir: () => Promise.reject(new Error("not here")),
  envVar: () => Promise.reject(new Error("not here")),
  pluginConfig: () => Promise.reject(new Error("not here")),
  help: () => Promise.reject(new Error("not here")),
  keepAlive() {},
  warn() {},
};

type Named = EvaluatedCall["named"][number];
const named = (name: string, value?: Value): Named => ({ name, span, value });
const bool = (val: boolean): Value => ({ kind: "Bool", val, span });
const text = (val: string, at = span): Value => ({ kind: "String", val, span: at });

function run(command: Command, call: Partial<EvaluatedCall> = {}) {
  return command.run({ head, positional: [], named: [], ...call }, noEngine, new AbortController().signal);
}

/** A command that keeps what it was called with. */
function spy() {
  const calls: { flags: unknown; long: Span; limit: Span; rest: readonly Spanned<string>[]; head: Span }[] = [];
  const command = defineCommand({
    name: "spy",
    summary: "Keep what it is called with",
    category: "test",
    flags: {
      long: { description: "A switch", short: "l" },
      limit: { description: "A number", takes: integer({ min: 0 }) },
      "some-status": { description: "Texts", takes: texts(["pending"]) },
    },
    rest: {
      name: "name",
      description: "Names",
      takes: { shape: "String", read: (value) => texts().read(value).join() },
    },
    output: nothing,
    run({ flags, rest, flagSpan, head: at }) {
      expectTypeOf(flags.long).toEqualTypeOf<boolean>();
      expectTypeOf(flags.limit).toEqualTypeOf<number | undefined>();
      expectTypeOf(flags["some-status"]).toEqualTypeOf<readonly string[] | undefined>();
      expectTypeOf(rest).toEqualTypeOf<readonly Spanned<string>[]>();
      expectTypeOf(flagSpan).parameter(0).toEqualTypeOf<"long" | "limit" | "some-status">();
      calls.push({ flags, long: flagSpan("long"), limit: flagSpan("limit"), rest, head: at });
      return answer(nothing, null);
    },
  });
  return { command, calls };
}

describe("a call's arguments", () => {
  it("are false, undefined and empty where nothing is given, and stand where the command's name does", async () => {
    const { command, calls } = spy();
    await run(command);
    const flags = { long: false, limit: undefined, "some-status": undefined };
    expect(calls).toEqual([{ flags, long: head, limit: head, rest: [], head }]);
  });

  it.each([
    { given: "bare", value: undefined, expected: true },
    { given: "=true", value: bool(true), expected: true },
    { given: "=false", value: bool(false), expected: false },
  ])("read a switch that is $given as $expected [switch-values]", async ({ value, expected }) => {
    const { command, calls } = spy();
    await run(command, { named: [named("long", value)] });
    expect(calls).toMatchObject([{ flags: { long: expected }, long: span }]);
  });

  it("count a flag whose value is null as not given [flag-null]", async () => {
    const { command, calls } = spy();
    await run(command, { named: [named("limit", { kind: "Nothing", span }), named("some-status")] });
    expect(calls).toMatchObject([{ flags: { limit: undefined, "some-status": undefined } }]);
  });

  it("are read by their parameters, the rest included", async () => {
    const { command, calls } = spy();
    const list: Value = { kind: "List", vals: [text("a"), text("b")], span };
    await run(command, {
      positional: [text("x", { start: 20, end: 21 }), text("y")],
      named: [named("limit", { kind: "Int", val: 3, span }), named("some-status", list), named("help", bool(false))],
    });
    const flags = { long: false, limit: 3, "some-status": ["a", "b"] };
    const rest = [
      { item: "x", span: { start: 20, end: 21 } },
      { item: "y", span },
    ];
    expect(calls).toMatchObject([{ flags, limit: span, rest }]);
  });

  it("fail the call with the parameter's error before the command runs", async () => {
    const { command, calls } = spy();
    await expect(run(command, { named: [named("limit", text("three"))] })).rejects.toThrow(
      "Invalid argument: must be a whole number, not string",
    );
    await expect(run(command, { positional: [bool(true)] })).rejects.toThrow("must be a text, not bool");
    expect(calls).toEqual([]);
  });

  it("are refused where a command takes none, at their place [extra-argument]", async () => {
    const command = defineCommand({
      name: "none",
      summary: "Take nothing",
      category: "test",
      output: nothing,
      run({ flags, rest }) {
        expectTypeOf(rest).toEqualTypeOf<readonly Spanned<never>[]>();
        expect(flags).toEqual({});
        return answer(nothing, null);
      },
    });
    await expect(run(command)).resolves.toMatchObject({ kind: "value" });
    await expect(run(command, { positional: [text("a"), text("b", head)] })).rejects.toThrow(
      expect.objectContaining({
        message: "none takes no argument",
        options: { code: "nushell::extra_argument", labels: [{ text: "not expected", span }] },
      }),
    );
  });
});

describe("a declaration", () => {
  it("gives the signature: flags, completions, rest, examples, texts [declared-once]", () => {
    const { signature } = spy().command;
    expect(signature).toMatchObject({
      name: "spy",
      description: "Keep what it is called with",
      extraDescription: "",
      searchTerms: [],
      flags: [
        { long: "long", short: "l", desc: "A switch", shape: undefined, completions: undefined },
        { long: "limit", short: undefined, desc: "A number", shape: "Int" },
        { long: "some-status", shape: { OneOf: [{ List: "String" }, "String"] }, completions: ["pending"] },
      ],
      rest: { name: "name", desc: "Names", shape: "String" },
      input: "Nothing",
      output: "Nothing",
      category: "test",
      examples: [],
    });
  });

  it("gives help texts and examples, their results as values [declared-examples]", () => {
    const { signature } = defineCommand({
      name: "x",
      summary: "In short",
      description: "At length",
      searchTerms: ["y"],
      category: "test",
      output: string,
      examples: [
        { example: "x", description: "Do it" },
        { example: "x | length", description: "Count", result: [1, null] },
        { example: "x | first", description: "None", result: null },
      ],
      run: () => answer(string, "x"),
    });
    expect(signature).toMatchObject({ extraDescription: "At length", searchTerms: ["y"], rest: undefined, flags: [] });
    expect(unpack(encode(signature.examples.map(({ result }) => result)))).toEqual([
      null,
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
