import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { openNu } from "../../../src/nushell/testing/index.ts";

const about = { name: "x", summary: "", category: "test" };
const run = () => nu.empty;

it.each<[what: string, declare: () => unknown, problem: string]>([
  ["no name", () => nu.defineCommand({ ...about, name: " ", run }), '"'],
  [
    "variants beside an output",
    // @ts-expect-error The compiler says so, too.
    () => nu.defineCommand({ ...about, output: nu.int, variants: [[nu.nothing, nu.int]], run }),
    "declares `variants` together with `input` or `output`: use one or the other",
  ],
  [
    "a flag that every command has",
    () => nu.defineCommand({ ...about, flags: { help: { description: "" } }, run }),
    "declares --help, which every command has",
  ],
  [
    "a short form that is taken",
    () => nu.defineCommand({ ...about, flags: { hot: { description: "", short: "h" } }, run }),
    "gives --hot the short form -h of --help",
  ],
  [
    "a short form twice",
    () =>
      nu.defineCommand({
        ...about,
        flags: { all: { description: "", short: "a" }, any: { description: "", short: "a" } },
        run,
      }),
    "gives --any the short form -a of --all",
  ],
  [
    "a short form that is none",
    () => nu.defineCommand({ ...about, flags: { all: { description: "", short: "al" } }, run }),
    'gives --all the short form "al", which is not one character',
  ],
  [
    "a switch with a default",
    // @ts-expect-error the compiler refuses it too
    () => nu.defineCommand({ ...about, flags: { all: { description: "", default: true } }, run }),
    "gives the switch --all a default",
  ],
  [
    "a condition as a flag, which Nushell cannot parse",
    () => nu.defineCommand({ ...about, flags: { all: { description: "", takes: nu.rowCondition } }, run }),
    "the shape RowCondition, which only positionals can have",
  ],
  [
    "a keyword as a flag",
    () => nu.defineCommand({ ...about, flags: { all: { description: "", takes: nu.keyword("a", nu.int) } }, run }),
    "the shape Keyword, which only positionals can have",
  ],
  [
    "an optional positional that a condition leaves no word for",
    () =>
      nu.defineCommand({
        ...about,
        positionals: {
          where: { description: "", takes: nu.rowCondition },
          limit: { description: "", takes: nu.int, optional: true },
        },
        run,
      }),
    'has the optional "limit" after "where", which takes all words that are left',
  ],
  [
    "a rest that an expression behind a word leaves no word for",
    () =>
      nu.defineCommand({
        ...about,
        positionals: {
          sum: { description: "", takes: nu.keyword("of", nu.mathExpression(nu.int)) },
          name: { description: "", takes: nu.string },
        },
        rest: { name: "more", description: "", takes: nu.string },
        run,
      }),
    'has a rest after "sum", which takes all words that are left',
  ],
  [
    "a completion that Nushell does not have",
    () =>
      nu.defineCommand({
        ...about,
        // As of JavaScript, which has no types.
        rest: { name: "all", description: "", takes: nu.string, complete: "env" as "envVar" },
        run,
      }),
    "envVar, command, internalCommand, nuFile, nuFileOrStd, moduleExports",
  ],
  [
    "a positional called by a number",
    () => nu.defineCommand({ ...about, positionals: { 1: { description: "", takes: nu.int } }, run }),
    'names a positional "1", a number',
  ],
  [
    "a flag with its dashes",
    () => nu.defineCommand({ ...about, flags: { "--all": { description: "" } }, run }),
    'names a flag "--all": give its name without dashes and spaces',
  ],
  [
    "a default that never counts",
    () =>
      nu.defineCommand({ ...about, flags: { n: { description: "", takes: nu.int, required: true, default: 1 } }, run }),
    "gives --n a default, although it is required",
  ],
  [
    "a default of what is not optional",
    () =>
      nu.defineCommand({
        ...about,
        positionals: { n: { description: "", takes: nu.int, optional: false, default: 1 } },
        run,
      }),
    'gives "n" a default, although it is not optional',
  ],
  [
    "a rest called as a positional",
    () =>
      nu.defineCommand({
        ...about,
        positionals: { n: { description: "", takes: nu.int } },
        rest: { name: "n", description: "", takes: nu.int },
        run,
      }),
    'calls both a positional and the rest "n"',
  ],
])("refuses a declaration with %s, naming the command [declaration-checked]", (_, declare, problem) => {
  expect(declare).toThrow(TypeError);
  expect(declare).toThrow(problem);
});

/** As plain JavaScript has it, in which any object is a declaration. */
const declare = (command: object) => () => nu.defineCommand(Object.assign({}, command) as never);
const type = "it must be a type, such as `int`";
const plain = { ...about, run };
const flag = (declared: unknown) => ({ ...plain, flags: { n: declared } });
const positional = (declared: unknown) => ({ ...plain, positionals: { n: declared } });

it.each<[problem: string, command: object]>([
  ['the command "x" has an unknown key "sumary": did you mean "summary"?', { ...plain, sumary: "" }],
  ['the command "x" has an unknown key "xyzzy": it may have name, summary, description, ', { ...plain, xyzzy: 1 }],
  ['the command "x" has no "category", which must be a string', { name: "x", summary: "", run }],
  ['the command "x" has no "summary", which must be a string', { name: "x", category: "", run }],
  ['a command has no "name", which must be a string', { summary: "", category: "", run }],
  ['a command has a wrong "name": it must be a string, not 1', { ...plain, name: 1 }],
  ['the command "x" has no "run", which must be a function', about],
  ['the command "x" has a wrong "description": it must be a string, not null', { ...plain, description: null }],
  ['the command "x" has a wrong "searchTerms": it must be a list of strings, not "a"', { ...plain, searchTerms: "a" }],
  ['the command "x" has a wrong "needsTerminal": it must be true or false, not 1', { ...plain, needsTerminal: 1 }],
  [`the command "x" has a wrong "output": ${type}, not undefined`, { ...plain, output: undefined }],
  ['the command "x" has a wrong "input": it must be a type, such as `int` or `items(int)`', { ...plain, input: {} }],
  ['the command "x" has a wrong "variants": it must be a list of pairs of', { ...plain, variants: [nu.int, nu.int] }],
  ['the command "x" has a wrong "flags": it must be an object, not undefined', { ...plain, flags: undefined }],
  [
    'the flag --n of the command "x" has an unknown key "taks": did you mean "takes"?',
    flag({ description: "", taks: 1 }),
  ],
  ['the flag --n of the command "x" has an unknown key "defualt": did you mean "default"?', flag({ defualt: 1 })],
  ['the flag --n of the command "x" has no "description", which must be a string', flag({ takes: nu.int })],
  [`the flag --n of the command "x" has a wrong "takes": ${type}`, flag({ description: "", takes: undefined })],
  ['the flag --n of the command "x" must be an object, not "all"', flag("all")],
  [
    `the flag --n of the command "x" has a wrong "default": expected a whole number, got '3'`,
    flag({ description: "", takes: nu.int, default: "3" }),
  ],
  [
    `the positional "n" of the command "x" has a wrong "default": [1]: expected a string, got 1`,
    positional({ description: "", takes: nu.list(nu.string), default: ["a", 1] }),
  ],
  ['the positional "n" of the command "x" has an unknown key "optinal": did you', positional({ optinal: true })],
  ['the positional "n" of the command "x" has no "takes", which must be a type', positional({ description: "" })],
  ['the rest of the command "x" has no "name", which', { ...plain, rest: { description: "", takes: nu.int } }],
  [
    'example 1 of the command "x" has an unknown key "exmaple": did you mean',
    { ...plain, examples: [{ exmaple: "" }] },
  ],
  [
    'example 1 of the command "x" has a wrong "since": it must be a release, such as "0.108", not "0.108.0"',
    { ...plain, examples: [{ example: "", description: "", since: "0.108.0" }] },
  ],
])(
  "refuses in plain JavaScript what is no declaration, and says what to write: %s [declaration-keys]",
  (problem, command) => {
    expect(declare(command)).toThrow(TypeError);
    expect(declare(command)).toThrow(problem);
  },
);

const toBase = run;
const custom = (definition: object) => () => nu.defineCustomValue()(Object.assign({}, definition) as never);
const span = { start: 0, end: 1 };

it.each<[problem: string, make: () => unknown]>([
  [
    'the custom value "m" has an unknown key "folowRow": did you mean "followRow"?',
    custom({ name: "m", toBase, folowRow: run }),
  ],
  ['the custom value "m" has no "toBase", which must be a function', custom({ name: "m" })],
  ['`carried` of the custom value "m" has no "decode"', custom({ name: "m", toBase, carried: { encode: run } })],
  [
    "a custom value is declared in two calls",
    () => Reflect.apply(nu.defineCustomValue, undefined, [{ name: "m", toBase }]),
  ],
  [
    'the LabeledError "No" has an unknown key "lables": did you mean "labels"?',
    () => new nu.LabeledError("No", { lables: [] } as never),
  ],
  [
    'a label of the LabeledError "No" has an unknown key "txt": did you mean "text"?',
    () => new nu.LabeledError("No", { labels: [{ txt: "", span }] as never }),
  ],
  [
    'what is given as metadata has an unknown key "contenttype": did you mean "contentType"?',
    () => nu.value(nu.int, 1, { contenttype: "" } as never),
  ],
  ['the column "size" must be a type, such as `int`, not undefined', () => nu.record({ size: undefined } as never)],
  ["what list() is given must be a type, such as `int`, not a function", () => nu.list(nu.integer as never)],
  ["what items() is given must be a type", () => nu.items(undefined as never)],
  ["what choice() is given must be a list of strings", () => nu.choice("a" as never)],
  [
    'a step of a cell path has an unknown key "optonal"',
    () => new nu.CellPath([{ column: "a", optonal: true } as never]),
  ],
  ['what a Range is made of has an unknown key "strat"', () => new nu.Range({ strat: 1 } as never)],
  ["what a byte stream is of must be", () => nu.byteStream("Text" as never, [])],
  [
    "must be a span, such as `call.head`",
    () => new nu.LabeledError("No", { labels: [{ text: "", span: {} as never }] }),
  ],
  [
    'the flag --n of the command "x" has a wrong "default": ',
    () => nu.defineCommand({ ...plain, flags: { n: { description: "", takes: nu.integer({ min: 2 }), default: 1 } } }),
  ],
  [
    'the positional "n" of the command "x" has a wrong "default": ',
    () => nu.defineCommand({ ...plain, positionals: { n: { description: "", takes: nu.int, default: "3" as never } } }),
  ],
  [
    "has `nothing` before other variants",
    () =>
      nu.defineCommand({
        ...plain,
        variants: [
          [nu.nothing, nu.int],
          [nu.int, nu.int],
        ],
      }),
  ],
  ["its name must be words with one space between them", () => nu.defineCommand({ ...plain, name: "x  y" })],
  ['what integer() is given has an unknown key "mn"', () => nu.integer({ mn: 1 } as never)],
  ['what openNu is given has an unknown key "plugin": did you mean "plugins"?', () => openNu({ plugin: [] } as never)],
])("refuses so wherever an object is declared: %s [declaration-keys]", (problem, make) => {
  expect(make).toThrow(TypeError);
  expect(make).toThrow(problem);
});

it("refuses so what TAB would be offered [declaration-keys]", async () => {
  const complete = () => [{ value: "a", descripton: "b" }];
  const command = nu.defineCommand({ ...plain, positionals: { n: { description: "", takes: nu.string, complete } } });
  const completed = command.complete({ positional: 0 }, undefined as never);
  await expect(completed).rejects.toThrow('a suggestion has an unknown key "descripton": did you mean "description"?');
});
