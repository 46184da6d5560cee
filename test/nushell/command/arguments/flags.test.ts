import { describe, expect, it } from "vitest";
import {
  any,
  choice,
  date,
  defineCommand,
  empty,
  int,
  integer,
  nullable,
  string,
  texts,
} from "../../../../src/nushell/index.ts";
import { addAgain } from "../../../../src/nushell/command/kept-signatures.ts";
import type { Parameter, Value } from "../../../../src/nushell/index.ts";
import { written } from "../../written.ts";
import { called, head } from "../called.ts";
import { bool, int as intValue, list, nothing, refusal, span, text } from "../values.ts";

/** A command that keeps what its flags were. */
function spy() {
  const calls: unknown[] = [];
  const command = defineCommand({
    name: "spy",
    summary: "Keep",
    category: "test",
    flags: {
      long: { description: "A switch", short: "l" },
      limit: { description: "A number", takes: integer({ min: 0 }) },
      top: { description: "A number", takes: integer(), default: 10 },
      level: { description: "A level", takes: choice(["low", "high"]), default: "low" },
      since: { description: "A date", takes: date, default: "2026-01-01T00:00:00Z" },
      "some-status": { description: "Texts", takes: texts(["pending"]) },
    },
    run({ flags }) {
      calls.push(flags);
      return empty;
    },
  });
  return { command, calls };
}

/** Takes a number, or null for no limit. */
const unlimited: Parameter<number> = {
  shape: { OneOf: ["Int", "Nothing"] },
  read: (value) => (value.kind === "Nothing" ? Infinity : int.read(value)),
};

const named = (name: string, value?: Value) => ({ name, span, value });
const none = {
  long: false,
  limit: undefined,
  top: 10,
  level: "low",
  since: "2026-01-01T00:00:00Z",
  "some-status": undefined,
};

describe("flags", () => {
  it("that are not given are false, undefined or their default, which Nushell never sends [flag-default]", async () => {
    const { command, calls } = spy();
    await called(command);
    expect(calls).toEqual([none]);
  });

  it("that the command does not have are refused, as Nushell sends what it was told of another version [unknown-flag]", async () => {
    const { command, calls } = spy();
    await expect(called(command, { named: [named("gone", intValue(1))] })).rejects.toMatchObject({
      message: "spy has no flag --gone",
      options: { code: "nushell::unknown_flag", labels: [{ text: "not expected", span }], help: addAgain },
    });
    expect(calls).toEqual([]);
  });

  it.each([
    { given: "bare", value: undefined, expected: true },
    { given: "=true", value: bool(true), expected: true },
    { given: "=false", value: bool(false), expected: false },
  ])("that are switches read $given as $expected [switch-values]", async ({ value, expected }) => {
    const { command, calls } = spy();
    await called(command, { named: [named("long", value)] });
    expect(calls).toEqual([{ ...none, long: expected }]);
  });

  it("whose value is null count as not given where their type takes no null [flag-null]", async () => {
    const { command, calls } = spy();
    const statuses = named("some-status", nothing);
    await called(command, {
      named: [named("limit", nothing), statuses, named("top", nothing), named("long", nothing)],
    });
    expect(calls).toEqual([none]);
  });

  it("whose value is null are null where their type takes it, with a default too [flag-null-taken]", async () => {
    const calls: unknown[] = [];
    const flags = {
      bare: { description: "Perhaps null", takes: nullable(int) },
      filled: { description: "Perhaps null", takes: nullable(int), default: 3 },
      any: { description: "Anything", takes: any, default: "a" },
      key: { description: "Perhaps null", takes: nullable(string), required: true },
      own: { description: "Of a type of the author's own", takes: unlimited, default: 5 },
    } as const;
    const command = defineCommand({
      name: "spy",
      summary: "Keep",
      category: "test",
      flags,
      run({ flags: given }) {
        calls.push(given);
        return empty;
      },
    });
    await called(command, { named: Object.keys(flags).map((name) => named(name, nothing)) });
    await called(command, { named: [named("key", text("k"))] });
    expect(calls).toEqual([
      { bare: null, filled: null, any: null, key: null, own: Infinity },
      { bare: undefined, filled: 3, any: "a", key: "k", own: 5 },
    ]);
  });

  it("that are required must not be null, whether Nushell sends that or not, as from 0.116 on [flag-null-required]", async () => {
    const command = defineCommand({
      name: "spy",
      summary: "Keep",
      category: "test",
      flags: { key: { description: "A text", takes: string, required: true } },
      run: () => empty,
    });
    const refused = (at = span) => refusal("--key must not be null", "needs --key", at);
    await expect(called(command, { named: [named("key", nothing)] })).rejects.toThrow(refused());
    await expect(called(command)).rejects.toThrow(refused(head));
  });

  it("are read by their types, others passed over", async () => {
    const { command, calls } = spy();
    const statuses = list(text("a"), text("b"));
    await called(command, {
      named: [
        named("limit", intValue(3)),
        named("top", intValue(5)),
        named("level", text("high")),
        named("some-status", statuses),
        named("help", bool(false)),
      ],
    });
    expect(calls).toEqual([{ ...none, limit: 3, top: 5, level: "high", "some-status": ["a", "b"] }]);
  });

  it("that cannot be read fail the call before the command runs", async () => {
    const { command, calls } = spy();
    await expect(called(command, { named: [named("limit", text("three"))] })).rejects.toThrow(
      refusal("must be a whole number, not string", "expected a whole number"),
    );
    expect(calls).toEqual([]);
  });

  it("are declared with shape, completions and a default for the help [declared-once]", () => {
    const { signature } = spy().command;
    expect(signature.flags).toMatchObject([
      { long: "long", short: "l", desc: "A switch", required: false, shape: undefined },
      { long: "limit", short: undefined, shape: "Int", completions: undefined, defaultValue: undefined },
      { long: "top", shape: "Int" },
      { long: "level", shape: "String", completions: ["low", "high"] },
      { long: "since", shape: "DateTime" },
      { long: "some-status", shape: { OneOf: [{ List: "String" }, "String"] }, completions: ["pending"] },
    ]);
    const shown = signature.flags.flatMap(({ long, defaultValue }) =>
      defaultValue === undefined ? [] : [[long, written({ write: (out) => defaultValue(out) }, undefined)]],
    );
    expect(shown).toEqual([
      ["top", { Int: [10, [1, 2]] }],
      ["level", { String: ["low", [1, 2]] }],
      ["since", { Date: ["2026-01-01T00:00:00Z", [1, 2]] }],
    ]);
  });

  it("may be required, which Nushell sees to", () => {
    const { signature } = defineCommand({
      name: "x",
      summary: "x",
      category: "test",
      flags: { size: { description: "", takes: int, required: true } },
      run: () => empty,
    });
    expect(signature.flags).toMatchObject([{ long: "size", required: true }]);
  });

  it("may be called __proto__", async () => {
    let flags: object = {};
    const command = defineCommand({
      name: "x",
      summary: "x",
      category: "test",
      flags: { ["__proto__"]: { description: "", takes: int, default: 5 } },
      run(call) {
        ({ flags } = call);
        return empty;
      },
    });
    await called(command);
    expect(Object.entries(flags)).toEqual([["__proto__", 5]]);
  });
});
