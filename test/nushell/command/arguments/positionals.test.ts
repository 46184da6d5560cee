import { describe, expect, it } from "vitest";
import { any, defineCommand, empty, int, nullable, string, value } from "../../../../src/nushell/index.ts";
import type { Spanned, Value } from "../../../../src/nushell/index.ts";
import { addAgain } from "../../../../src/nushell/command/kept-signatures.ts";
import { written } from "../../written.ts";
import { called, head } from "../called.ts";
import { int as intValue, nothing, refusal, span, text } from "../values.ts";

const about = { name: "spy", summary: "Keep", category: "test" };

/** A command that keeps what its positionals were. */
function spy() {
  const calls: { positionals: unknown; rest: readonly Spanned<number>[] }[] = [];
  const command = defineCommand({
    ...about,
    positionals: {
      from: { description: "Where", takes: string },
      maybe: { description: "Perhaps null", takes: nullable(int) },
      to: { description: "Where to", takes: string, optional: true },
      times: { description: "How often", takes: int, optional: true, default: 2 },
    },
    rest: { name: "more", description: "Numbers", takes: int },
    run({ positionals, rest }) {
      calls.push({ positionals, rest });
      return empty;
    },
  });
  return { command, calls };
}

describe("positionals", () => {
  it("are read by their types in their order, the rest after them [positionals]", async () => {
    const { command, calls } = spy();
    const last = { start: 40, end: 41 };
    await called(command, {
      positional: [text("a"), intValue(1), text("b"), intValue(3), intValue(4), intValue(5, last)],
    });
    expect(calls).toEqual([
      {
        positionals: { from: "a", maybe: 1, to: "b", times: 3 },
        rest: [
          { item: 4, span },
          { item: 5, span: last },
        ],
      },
    ]);
  });

  it("that are not given are undefined or their default, which Nushell never sends [positionals]", async () => {
    const { command, calls } = spy();
    await called(command, { positional: [text("a"), intValue(1)] });
    expect(calls).toEqual([{ positionals: { from: "a", maybe: 1, to: undefined, times: 2 }, rest: [] }]);
  });

  it("that are required are never undefined, as Nushell lets callDecl leave them out [required-missing]", async () => {
    const { command, calls } = spy();
    await expect(called(command, { positional: [text("a")] })).rejects.toThrow("spy needs maybe");
    const sized = { size: { description: "How large", takes: int, required: true } };
    await expect(called(defineCommand({ ...about, flags: sized, run: () => empty }))).rejects.toThrow(
      "--size must not be null",
    );
    expect(calls).toEqual([]);
  });

  it("that are null count as not given where they are optional, else as null [positionals]", async () => {
    const { command, calls } = spy();
    await called(command, { positional: [text("a"), nothing, nothing, nothing, intValue(9)] });
    expect(calls).toMatchObject([
      { positionals: { from: "a", maybe: null, to: undefined, times: 2 }, rest: [{ item: 9 }] },
    ]);
    await expect(called(command, { positional: [nothing] })).rejects.toThrow(
      refusal("must be a string, not nothing", "expected a string"),
    );
  });

  it("that have no place but the command's name are named by an error [argument-named]", async () => {
    const { command } = spy();
    const unplaced = { kind: "String", val: "x", span: head } as const;
    const failing = (...positional: Value[]) => called(command, { positional });
    await expect(failing(text("a"), unplaced)).rejects.toThrow("maybe: Invalid value: must be");
    await expect(failing(text("a"), intValue(1), unplaced, unplaced)).rejects.toThrow("times: Invalid value: must be");
    await expect(failing(text("a"), nothing, text("b"), nothing, unplaced)).rejects.toThrow(
      "more: Invalid value: must be",
    );
    await expect(failing(text("a"), text("x"))).rejects.toThrow(/^Invalid value: must be/);
  });

  it("that are optional are null where their type takes it, with a default too [flag-null-taken]", async () => {
    const calls: unknown[] = [];
    const command = defineCommand({
      ...about,
      positionals: {
        bare: { description: "Perhaps null", takes: nullable(int), optional: true },
        filled: { description: "Perhaps null", takes: nullable(int), optional: true, default: 7 },
      },
      run({ positionals }) {
        calls.push(positionals);
        return empty;
      },
    });
    await called(command, { positional: [nothing, nothing] });
    await called(command);
    expect(calls).toEqual([
      { bare: null, filled: null },
      { bare: undefined, filled: 7 },
    ]);
  });

  it("that cannot be read fail the call before the command runs, the rest too", async () => {
    const { command, calls } = spy();
    await expect(called(command, { positional: [intValue(1)] })).rejects.toThrow("must be a string, not int");
    const positional = [text("a"), intValue(1), text("b"), intValue(3), text("four")];
    await expect(called(command, { positional })).rejects.toThrow(
      refusal("must be an int, not string", "expected an int"),
    );
    expect(calls).toEqual([]);
  });

  it("are refused where a command takes none, or no more, at their place [extra-argument]", async () => {
    const extra = { start: 30, end: 33 };
    const refused = (name: string, at = span) =>
      expect.objectContaining({
        message: `${name} takes no further argument`,
        options: { code: "nushell::extra_argument", labels: [{ text: "not expected", span: at }], help: addAgain },
      });
    const none = defineCommand({ ...about, name: "none", output: any, run: ({ rest }) => value(any, rest.length) });
    await expect(called(none)).resolves.toMatchObject({ kind: "value" });
    await expect(called(none, { positional: [text("a"), text("b", head)] })).rejects.toThrow(refused("none"));
    const one = defineCommand({
      ...about,
      name: "one",
      positionals: { first: { description: "", takes: string } },
      run: () => empty,
    });
    await expect(called(one, { positional: [text("a"), text("b", extra)] })).rejects.toThrow(refused("one", extra));
  });

  it("are declared as required, optional and rest, with defaults for the help [declared-once]", () => {
    const { signature } = spy().command;
    expect(signature).toMatchObject({
      required: [
        { name: "from", desc: "Where", shape: "String", defaultValue: undefined },
        { name: "maybe", shape: { OneOf: ["Int", "Nothing"] } },
      ],
      optional: [
        { name: "to", shape: "String", defaultValue: undefined },
        { name: "times", shape: "Int" },
      ],
      rest: { name: "more", desc: "Numbers", shape: "Int" },
    });
    const times = signature.optional[1]?.defaultValue;
    expect(times && written({ write: (out) => times(out) }, undefined)).toEqual({ Int: [2, [1, 2]] });
  });

  it("with a default are optional without saying so [positionals]", async () => {
    const { signature } = defineCommand({
      ...about,
      positionals: { times: { description: "", takes: int, default: 2 } },
      run: () => empty,
    });
    expect(signature).toMatchObject({ required: [], optional: [{ name: "times" }] });
  });

  it("that are required come first: another order is refused where it is declared [positionals]", () => {
    const declare = () =>
      defineCommand({
        ...about,
        positionals: {
          to: { description: "", takes: string, optional: true },
          from: { description: "", takes: string },
        },
        run: () => empty,
      });
    expect(declare).toThrow('requires "from" after');
  });
});
