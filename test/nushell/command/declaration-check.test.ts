import { expect, it } from "vitest";
import * as nu from "../../../src/nushell/index.ts";

const about = { name: "x", summary: "", category: "test" };
const run = () => nu.empty;

it.each<[what: string, declare: () => unknown, problem: string]>([
  ["no name", () => nu.defineCommand({ ...about, name: " ", run }), '"'],
  [
    "variants beside an output",
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
    "a positional called by a number",
    () => nu.defineCommand({ ...about, positionals: { 1: { description: "", takes: nu.int } }, run }),
    'names a positional "1", a number',
  ],
])("refuses a declaration with %s, naming the command [declaration-checked]", (_, declare, problem) => {
  expect(declare).toThrow(TypeError);
  expect(declare).toThrow(problem);
});
