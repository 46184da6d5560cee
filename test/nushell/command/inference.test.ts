/* oxlint-disable vitest/expect-expect -- The assertions are the compiler's. */
import { expect, expectTypeOf, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";

// What the compiler makes of declarations. Each `@ts-expect-error` is an error itself where the line below is allowed.

const about = { name: "x", summary: "x", category: "test" };

it("flags are typed by what they take, and whether they can be missing [inferred]", () => {
  nu.defineCommand({
    ...about,
    flags: {
      long: { description: "" },
      limit: { description: "", takes: nu.integer() },
      size: { description: "", takes: nu.filesize, required: true },
      level: { description: "", takes: nu.choice(["low", "high"]), default: "low" },
      rows: { description: "", takes: nu.table({ a: nu.nullable(nu.int) }) },
    },
    run({ flags, flagSpan }) {
      expectTypeOf(flags).toEqualTypeOf<{
        readonly long: boolean;
        readonly limit: number | undefined;
        readonly size: bigint;
        readonly level: "low" | "high";
        readonly rows: readonly { readonly a: number | null }[] | undefined;
      }>();
      expectTypeOf(flagSpan).parameter(0).toEqualTypeOf<"long" | "limit" | "size" | "level" | "rows">();
      // @ts-expect-error there is no such flag
      expectTypeOf(flags.other).toBeUndefined();
      return nu.empty;
    },
  });
});

it("positionals and the rest are typed by what they take, and whether they can be missing [inferred]", () => {
  nu.defineCommand({
    ...about,
    positionals: {
      from: { description: "", takes: nu.string },
      to: { description: "", takes: nu.date, optional: true },
      times: { description: "", takes: nu.int, optional: true, default: 2 },
    },
    rest: { name: "more", description: "", takes: nu.cellPath },
    run({ positionals, rest, positionalSpan }) {
      expectTypeOf(positionals.from).toEqualTypeOf<string>();
      expectTypeOf(positionals.to).toEqualTypeOf<string | undefined>();
      expectTypeOf(positionals.times).toEqualTypeOf<number>();
      expectTypeOf(rest).toEqualTypeOf<readonly nu.Spanned<nu.CellPath>[]>();
      expectTypeOf(positionalSpan).parameter(0).toEqualTypeOf<"from" | "to" | "times">();
      return nu.empty;
    },
  });
});

it("what may be missing may be undefined, however the declaration says so [inferred-missing]", () => {
  const maybe = Boolean(about);
  const one = { description: "", takes: nu.int } as const;
  const optional = maybe;
  nu.defineCommand({
    ...about,
    flags: {
      required: { ...one, required: maybe },
      defaulted: { ...one, default: maybe ? 1 : undefined },
      either: { description: "", takes: maybe ? nu.int : nu.string },
      kind: maybe ? one : { description: "" },
      ...(maybe && { there: { ...one, required: true } }),
    },
    positionals: {
      first: { ...one, default: maybe ? 1 : undefined },
      second: { ...one, optional },
      third: { ...one, optional, default: 1 },
      fourth: { ...one, optional, default: maybe ? 1 : undefined },
    },
    run({ flags, positionals }) {
      expectTypeOf(flags).toEqualTypeOf<{
        readonly required: number | undefined;
        readonly defaulted: number | undefined;
        readonly either: number | string | undefined;
        readonly kind: number | boolean | undefined;
        readonly there?: number;
      }>();
      expectTypeOf(positionals).toEqualTypeOf<{
        readonly first: number;
        readonly second: number | undefined;
        readonly third: number;
        readonly fourth: number | undefined;
      }>();
      return nu.empty;
    },
  });
  const flags: nu.Flags = { n: one };
  const positionals: nu.Positionals = { n: one };
  nu.defineCommand({
    ...about,
    flags,
    positionals,
    run(call) {
      expectTypeOf(call.flags["n"]).toEqualTypeOf<unknown>();
      expectTypeOf(call.positionals["n"]).toEqualTypeOf<unknown>();
      return nu.empty;
    },
  });
});

it("nothing is there that was not declared [inferred]", () => {
  nu.defineCommand({
    ...about,
    run({ rest, input, signal, engine }) {
      expectTypeOf(rest).toEqualTypeOf<readonly nu.Spanned<never>[]>();
      expectTypeOf(input).toEqualTypeOf<null>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      expectTypeOf(engine).toEqualTypeOf<nu.Engine>();
      return nu.empty;
    },
  });
});

it("input is typed by its declaration: a value at once, a stream piece by piece [inferred]", () => {
  nu.defineCommand({
    ...about,
    input: nu.list(nu.record({ at: nu.date, n: nu.int64 })),
    run({ input }) {
      expectTypeOf(input).toEqualTypeOf<readonly { readonly at: string; readonly n: bigint }[]>();
      return nu.empty;
    },
  });
  nu.defineCommand({
    ...about,
    input: nu.items(nu.nullable(nu.string)),
    run({ input }) {
      expectTypeOf(input).toEqualTypeOf<AsyncIterable<string | null>>();
      return nu.empty;
    },
  });
  nu.defineCommand({
    ...about,
    variants: [
      [nu.bytes, nu.int],
      [nu.string, nu.int],
      [nu.nothing, nu.int],
    ],
    run({ input }) {
      expectTypeOf(input).toEqualTypeOf<AsyncIterable<Uint8Array> | string | null>();
      return nu.value(nu.int, 1);
    },
  });
});

it("what is returned is held to the output, a list also item by item [inferred]", () => {
  const rows = nu.table({ id: nu.string, size: nu.nullable(nu.int) });
  const row = { id: "a", size: null };
  nu.defineCommand({ ...about, output: rows, run: () => [row] });
  nu.defineCommand({ ...about, output: rows, run: async () => [{ ...row, more: 1 }] });
  nu.defineCommand({
    ...about,
    output: rows,
    async *run() {
      yield row;
    },
  });
  nu.defineCommand({
    ...about,
    output: rows,
    *run() {
      yield row;
    },
  });
  nu.defineCommand({ ...about, output: rows, run: () => nu.value(rows, [row]) });
  nu.defineCommand({ ...about, output: nu.int, run: () => 1n });

  // @ts-expect-error a column is missing
  nu.defineCommand({ ...about, output: rows, run: () => [{ id: "a" }] });
  // @ts-expect-error a column is of another type
  nu.defineCommand({ ...about, output: rows, run: () => [{ id: 1, size: 1 }] });
  // @ts-expect-error a column cannot be null
  nu.defineCommand({ ...about, output: rows, run: () => [{ id: null, size: 1 }] });
  // @ts-expect-error it is no row but a list of them
  nu.defineCommand({ ...about, output: rows, run: () => row });
  // @ts-expect-error one value is no stream
  nu.defineCommand({ ...about, output: nu.int, run: () => [1] });
  // @ts-expect-error without an output only pipeline data can be returned
  nu.defineCommand({ ...about, run: () => 1 });
  nu.defineCommand({ ...about, run: () => {} });
  nu.defineCommand({ ...about, output: nu.nothing, run: async () => {} });
  // @ts-expect-error a text is no list of texts, though one can go through its characters
  nu.defineCommand({ ...about, output: nu.list(nu.string), run: () => "abc" });
  // @ts-expect-error there are no flags
  nu.defineCommand({ ...about, run: ({ flags }) => void flags.other });
  // @ts-expect-error there are no positionals
  nu.defineCommand({ ...about, run: ({ positionals }) => void positionals.other });
  nu.defineCommand({
    ...about,
    output: rows,
    // @ts-expect-error an item is no row
    async *run() {
      yield 1;
    },
  });
  // @ts-expect-error it is no int
  nu.value(nu.int, "1");
  // @ts-expect-error its items are none
  nu.listStream(nu.int, ["1"]);
});

it("a default is held to the type of its argument [inferred]", () => {
  const run = () => nu.empty;
  nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.int, default: 1 } }, run });
  for (const wrong of [
    // @ts-expect-error it is no int
    () => nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.int, default: "1" } }, run }),
    // @ts-expect-error it is none of these
    () => nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.choice(["a"]), default: "c" } }, run }),
    // @ts-expect-error it is no string
    () => nu.defineCommand({ ...about, positionals: { n: { description: "", takes: nu.string, default: 1 } }, run }),
  ]) {
    expect(wrong).toThrow(TypeError);
  }
});

it("what the engine gives is typed by what is asked for [inferred]", () => {
  nu.defineCommand({
    ...about,
    run({ engine }) {
      const closure = new nu.Closure(1, []);
      expectTypeOf(engine.evalClosure(closure)).resolves.toEqualTypeOf<nu.Plain>();
      expectTypeOf(engine.evalClosure(closure, { returns: nu.int })).resolves.toEqualTypeOf<number>();
      expectTypeOf(engine.callDecl(1, { returns: nu.items(nu.string) })).resolves.toEqualTypeOf<
        AsyncIterable<string>
      >();
      expectTypeOf(engine.callDecl(1, { returns: nu.nothing })).resolves.toEqualTypeOf<null>();
      expectTypeOf(engine.envVar("A")).resolves.toEqualTypeOf<nu.Value | undefined>();
      return nu.empty;
    },
  });
});

it("a custom value's operations are typed by its state [inferred]", () => {
  interface Money {
    readonly cents: bigint;
  }
  const money = nu.defineCustomValue<Money>()({
    name: "money",
    toBase(state) {
      expectTypeOf(state).toEqualTypeOf<Money>();
      return nu.value(nu.int64, state.cents);
    },
    operate(state, operator, right, place) {
      expectTypeOf(state).toEqualTypeOf<Money>();
      expectTypeOf(operator).toEqualTypeOf<nu.Operator>();
      expectTypeOf(right).toEqualTypeOf<nu.Value>();
      expectTypeOf(place.span).toEqualTypeOf<nu.Span>();
      return nu.value(money, state);
    },
  });
  expectTypeOf([money]).toExtend<NonNullable<nu.Plugin["customValues"]>>();
  nu.defineCommand({
    ...about,
    positionals: { price: { description: "", takes: money } },
    output: nu.table({ price: money }),
    run({ positionals }) {
      expectTypeOf(positionals.price).toEqualTypeOf<Money>();
      return [positionals];
    },
  });
});
