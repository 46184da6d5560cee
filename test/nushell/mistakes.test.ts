import { expect, it } from "vitest";
import { projectWithTypes, tsc, typescripts } from "../support/typescript.ts";

const head = `import * as nu from "nu-plugin";
const about = { name: "x", summary: "x", category: "test" };
`;

/** What an author writes by mistake, each in a file of its own, and what the one error is that the compiler makes of it. */
const mistakes: readonly (readonly [mistake: string, error: string])[] = [
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.integer(), default: "3" } }, run: () => {} });`,
    "Type 'string' is not assignable to type 'number'.",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "", takes: nu.string, default: 3 } }, output: nu.string, run: ({ positionals }) => positionals.n });`,
    "Type 'number' is not assignable to type 'string'.",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", taks: nu.int } }, output: nu.int, run: ({ flags }) => flags.n });`,
    "'taks' does not exist in type 'Switch'. Did you mean to write 'takes'?",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.int, defualt: 1 } }, output: nu.int, run: ({ flags }) => flags.n ?? 0 });`,
    "'defualt' does not exist in type 'ValueFlag<number>'. Did you mean to write 'default'?",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "", takes: nu.string, optinal: true } }, output: nu.int, run: ({ positionals }) => positionals.n.length });`,
    "'optinal' does not exist in type 'PositionalOf<string>'. Did you mean to write 'optional'?",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "", taks: nu.string } }, output: nu.int, run: ({ positionals }) => positionals.n.length });`,
    "'taks' does not exist in type 'Positional'. Did you mean to write 'takes'?",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", takes: int, default: 1 } }, output: nu.int, run: ({ flags }) => flags.n * 2 });`,
    "Cannot find name 'int'.",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "", takes: int } }, output: nu.int, run: ({ positionals }) => positionals.n * 2 });`,
    "Cannot find name 'int'.",
  ],
  [`nu.defineCommand({ ...about, output: int, run: () => 1 });`, "Cannot find name 'int'."],
  [
    `nu.defineCommand({ ...about, input: int, output: nu.int, run: ({ input }) => input * 2 });`,
    "Cannot find name 'int'.",
  ],
  [
    `nu.defineCommand({ ...about, rest: { name: "n", description: "", takes: int }, output: nu.int, run: ({ rest }) => (rest[0]?.item ?? 0) * 2 });`,
    "Cannot find name 'int'.",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { takes: nu.int } }, output: nu.int, run: ({ flags }) => flags.n ?? 0 });`,
    "Property 'description' is missing in type",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", default: true } }, run: ({ flags }) => void flags.n });`,
    "'default' does not exist in type 'Switch'.",
  ],
  [
    `nu.defineCommand({ name: "x", sumary: "x", category: "test", output: nu.int, run: () => 1 });`,
    "Did you mean to write 'summary'?",
  ],
  [
    `nu.defineCommand({ name: "x", summary: "x", output: nu.int, run: () => 1 });`,
    "Property 'category' is missing in type",
  ],
  [
    `nu.defineCommand({ ...about, rest: { name: "n", descripton: "", takes: nu.int }, output: nu.int, run: ({ rest }) => rest[0]?.item ?? 0 });`,
    "'descripton' does not exist in type 'Rest<number>'. Did you mean to write 'description'?",
  ],
  [
    `nu.defineCommand({ ...about, examples: [{ example: "x", description: "", reslt: 1 }], run: () => {} });`,
    "'reslt' does not exist in type 'Example'. Did you mean to write 'result'?",
  ],
  [
    `nu.defineCommand({ ...about, variants: [[nu.int, nu.int], [nu.string, nu.string]], run: ({ input }) => (typeof input === "number" ? input * 2 : input) });`,
    'Hint<"return value(type, content) or listStream(type, items): variants have no single output">',
  ],
  [`nu.defineCommand({ ...about, run: () => 1 });`, 'Hint<"declare an output to return a value">'],
  [`nu.defineCommand({ ...about, output: nu.int, run: () => "1" });`, "Returned<ValueType<number | bigint, number>>"],
  [
    `nu.defineCustomValue<number>()({ name: "n", toBase: (n) => nu.value(nu.int, n), folowRow: () => nu.empty });`,
    "'folowRow' does not exist in type 'CustomValueDefinition<number>'. Did you mean to write 'followRow'?",
  ],
  [`nu.defineCustomValue<number>()({ name: "n", toBase: (n) => n });`, "Type 'number' is not assignable to type"],
  [
    `new nu.LabeledError("No", { labels: [{ txt: "", span: { start: 0, end: 1 } }] });`,
    "'txt' does not exist in type '{ text: string; span: Span; }'. Did you mean to write 'text'?",
  ],
  [`new nu.LabeledError("No", { hepl: "" });`, "'hepl' does not exist in type 'LabeledErrorOptions'."],
  [
    `void nu.servePlugin({ version: "1", commands: [], customValue: [] });`,
    "'customValue' does not exist in type 'Plugin'. Did you mean to write 'customValues'?",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.int, defualt: 1 } }, output: nu.int, run: ({ flags }) => flags.n });`,
    "'defualt' does not exist in type 'ValueFlag<number>'. Did you mean to write 'default'?",
  ],
  [
    `nu.defineCommand({ ...about, flags: { n: { description: "", takes: "int" } }, output: nu.int, run: ({ flags }) => flags.n });`,
    "TS2322: Type 'string' is not assignable to type",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "", takes: nu.itn } }, output: nu.int, run: ({ positionals }) => positionals.n });`,
    "Property 'itn' does not exist",
  ],
  [
    `nu.defineCommand({ ...about, positionals: { n: { description: "" } }, output: nu.int, run: ({ positionals }) => positionals.n });`,
    "Property 'takes' is missing in type",
  ],
  [
    `nu.defineCommand({ ...about, input: nu.int, variants: [[nu.int, nu.int]], run: () => nu.empty });`,
    'Hint<"variants stand instead of input and output">',
  ],
  [
    `nu.defineCustomValue({ name: "n", toBase: () => nu.empty });`,
    '"call it twice: defineCustomValue<State>()({ ... })"',
  ],
  [`nu.integer({ mn: 1 });`, "'mn' does not exist in type"],
];

/** What is no mistake, though it may look like one. */
const right = `
const money = nu.defineCustomValue<number>()({
  name: "money",
  toBase: (cents) => nu.value(nu.int, cents),
  operate: (cents, _, right) => nu.value(money, cents + money.read(right)),
});
nu.defineCommand({ ...about, output: money, run: () => 1 });
`;

it.each(typescripts)(
  "has one error for one mistake in TypeScript %s, and that says what is wrong [sdk-mistakes]",
  { timeout: 60_000 },
  (version) => {
    const sources = mistakes.map(([mistake], i) => [`${i}.ts`, `${head}${mistake}\n`]);
    const directory = projectWithTypes({ ...Object.fromEntries(sources), "right.ts": head + right });
    const files = [...sources.map(([file = ""]) => file), "right.ts"];
    const errors = tsc(version, directory, "--module", "nodenext", ...files).split(/\n(?=\S)/);
    const found = mistakes.map(([mistake], i) => {
      const own = errors.filter((error) => error.startsWith(`${i}.ts(`));
      return { mistake, errors: own };
    });
    expect(found).toEqual(mistakes.map(([mistake, error]) => ({ mistake, errors: [expect.stringContaining(error)] })));
    expect(errors.length).toBe(mistakes.length);
  },
);
