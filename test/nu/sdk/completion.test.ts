import { expect, it } from "vitest";
import { since } from "../../support/releases.ts";
import { openTerminal } from "../../support/terminal.ts";
import { pluginFiles } from "./example-plugins.ts";

const files = ["plugins", "workflows"];

/** What the screen shows once TAB was pressed: these words, what Nushell offers by itself, or that there is nothing. */
async function menuOf(typed: string, words: readonly string[], setup = ""): Promise<() => string> {
  const terminal = await openTerminal(pluginFiles("arguments"));
  await terminal.typeAtPrompt(`${setup}; $env.PINEAPPLE = 'ripe'; 're' + 'ady'\r`);
  await terminal.shows("ready");
  const menu = () => terminal.screen().slice(terminal.screen().lastIndexOf("ready"));
  await terminal.typeAtPrompt(`${typed}\t`);
  await expect.poll(menu).toMatch(new RegExp([...words, ...files, "no records found"].join("|"), "i"));
  return menu;
}

/** Without colours the selected one is in capitals. */
const found = (menu: string, words: readonly string[]) => words.filter((word) => new RegExp(word, "i").test(menu));

it.each([
  ["choices", "args special --size ", ["small", "medium", "large"]],
  ["texts", "args special --tags ", ["new", "old"]],
  ["what else may be given too", "args complete --port ", ["8080", "8443"]],
])("offers %s of a flag by TAB from 0.108 [sdk-completion]", async (_, typed, words) => {
  const menu = await menuOf(typed, words);
  await expect.poll(() => found(menu(), words)).toEqual(since("0.108") ? words : []);
});

// Where a completer gives no answer, or is not known, 0.108 to 0.114 offer nothing.
const left = since("0.108") && !since("0.115") ? [] : files;
const branches = ["main", "what is released", "next", "what will be"];

it.each([
  ["what a completer gives", "args complete ", branches, since("0.109") ? branches : []],
  [
    "what Nushell answers a completer",
    "args complete --variable PINE",
    ["PINEAPPLE"],
    since("0.115") ? ["PINEAPPLE"] : [],
  ],
  ["Nushell's own", "args complete --path ", files, left],
  [
    "what was typed before",
    "args complete main 3 $nothing 4 --ages [2sec] --given ",
    ["branch=main", "ages=2000000000", "more=3", "more=4"],
    since("0.109") ? ["branch=main", "ages=2000000000", "more=3", "more=4"] : [],
  ],
])("offers %s by TAB from 0.109, Nushell's answers from 0.115 [sdk-completer]", async (_, typed, words, expected) => {
  const menu = await menuOf(typed, words);
  await expect.poll(() => found(menu(), words)).toEqual(expected);
});

it.each([
  ["environment variables", "args complete --env-var PINE", ["PINEAPPLE"]],
  ["commands", "args complete --command 'args posit", ["args positionals"]],
  ["Nushell's own commands", "args complete --internal ech", ["echo"]],
  ["modules of the standard library", "args complete --std std/ass", ["std/assert"]],
  ["what a module exports", "args members std/assert str", ["str contains"]],
])("offers %s by TAB from 0.115, of Nushell's own lists [sdk-builtin-completion]", async (_, typed, words) => {
  const menu = await menuOf(typed, words);
  await expect.poll(() => found(menu(), words)).toEqual(since("0.115") ? words : []);
});

it("offers by TAB only what may be a module, which other files are not, from 0.115 [sdk-builtin-completion]", async () => {
  const words = ["data", "demo.ts"];
  const menu = await menuOf("args complete --module d", words);
  const expected = since("0.115") ? ["data"] : left.length > 0 ? words : [];
  await expect.poll(() => found(menu(), words)).toEqual(expected);
});

it("offers by TAB what the user's external completer gives from 0.108 [sdk-external-completion]", async () => {
  const completer = "{|spans| [$'spans=($spans | str join _)' zebra] }";
  const setup = `$env.config.completions.external = {enable: true, completer: ${completer}}`;
  const words = ["spans=args external_a_", "zebra"];
  const menu = await menuOf("args external a ", words, setup);
  // 0.98 and 0.101 ask it for whatever they cannot complete, 0.107 for external commands only.
  const isAsked = since("0.108") || !since("0.107");
  await expect.poll(() => found(menu(), words)).toEqual(isAsked ? words : []);
});

it("offers nothing by TAB where a completer gives nothing, not even a menu from 0.116 [sdk-completer]", async () => {
  const terminal = await openTerminal(pluginFiles("arguments"));
  await terminal.typeAtPrompt("args complete --none \t");
  if (since("0.116")) {
    terminal.type("x\r");
    await terminal.shows(/missing.*positional/i);
  } else {
    await terminal.shows(since("0.108") ? /no records found/i : new RegExp(files.join("|"), "i"));
  }
  expect(found(terminal.screen(), files)).toEqual(since("0.108") ? [] : files);
});
