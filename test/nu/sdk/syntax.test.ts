import { expect, it } from "vitest";
import { since } from "../../support/releases.ts";
import { results, runWith } from "./example-plugins.ts";

const plugin = ["syntax"];

/** What Nushell says of a script that it refuses to parse. */
async function refusal(script: string): Promise<string> {
  const { code, stderr } = await runWith(plugin, script);
  expect(code).not.toBe(0);
  return stderr;
}

it("filters by a condition on a row, as `where` does [sdk-row-condition]", async () => {
  const rows = "[{name: a, size: 1kb} {name: b, size: 5kb}]";
  const scripts = {
    column: `${rows} | keep size > 3kb | get name`,
    it: `${rows} | keep $it.size > 3kb and $it.name != c | get name`,
    flag: `${rows} | keep --not size > 3kb | get name`,
    closure: `${rows} | keep {|row| $row.size > 3kb } | get name`,
    input: `${rows} | keep { $in.size > 3kb } | get name`,
    captured: `let least = 3kb; ${rows} | keep size > $least | get name`,
    variable: `let big = {|row| $row.size > 3kb }; ${rows} | keep $big | get name`,
    stream: "seq 1 1000 | each {|n| $n } | keep $it mod 2 == 0 | first 2",
    "no boolean": `${rows} | keep size | length`,
    failing: "[1] | keep $it.size > 3",
  };
  expect(await results(plugin, scripts)).toEqual({
    column: ["b"],
    it: ["b"],
    flag: ["a"],
    closure: ["b"],
    input: ["b"],
    captured: ["b"],
    // Older ones wrap the variable in another closure, which gives a closure and no boolean.
    variable: since("0.105") ? ["b"] : [],
    stream: [2, 4],
    "no boolean": 0,
    failing: expect.stringMatching(/cell path/i),
  });
});

it("takes what follows a fixed word, and lets Nushell miss the word [sdk-keyword]", async () => {
  const scripts = {
    required: "'a-b-c' | swap - with +",
    optional: "'a-b-c' | swap - with + times 1",
    "computed value": "'a-b-c' | swap - with ('x' + 'y')",
  };
  expect(await results(plugin, scripts)).toEqual({
    required: "a+b+c",
    optional: "a+b-c",
    "computed value": "axybxyc",
  });
  await expect(refusal("'a-b' | swap - by +")).resolves.toMatch(/expected with/);
});

it("lets Nushell check the parameters of a closure that is written in the call [sdk-closure-types]", async () => {
  const scripts = {
    all: "combine {|n: int, s: string| $'($n)($s)' }",
    fewer: "combine {|n| $n + 1 }",
    none: "combine { 5 }",
    "not checked": "let code = {|n: string, s: int, o?: bool| $n }; combine $code",
  };
  expect(await results(plugin, scripts)).toEqual({
    all: "1a",
    fewer: 2,
    none: 5,
    // It fails where it is run, if at all.
    "not checked": expect.anything(),
  });
  const refused = ["combine {|n: string| 1 }", "combine {|n, s, more| 1 }"].map(refusal);
  await expect(Promise.all(refused)).resolves.toEqual([
    expect.stringMatching(/parameter.*'?int'? instead of '?string/),
    expect.stringMatching(/2 closure parameters/),
  ]);
});

it("takes expressions without parentheses, and arguments as external commands get them [sdk-expressions]", async () => {
  const scripts = {
    calculation: "calculate 1 + 2 * 1.5",
    int: "calculate 1 + 2",
    "not a number": "calculate 'a' + 'b'",
    command: "repeat echo a",
    value: "repeat 1 + 2",
    words: "words 5 -a '*' * (5) x=3 | each {|each| $'($each.word) ($each.quoted)' }",
  };
  expect(await results(plugin, scripts)).toEqual({
    calculation: 4,
    int: 3,
    "not a number": "Invalid value: must be a number, not string",
    command: ["a", "a"],
    value: [3, 3],
    words: ["5 no", "-a no", "* yes", "* no", "5 yes", "x=3 no"],
  });
});

it("declares numbers and errors, which Nushell keeps to [sdk-number-error]", async () => {
  const scripts = {
    number: "let it: number = (calculate 1 + 0.5); $it",
    "whole number": "let it: number = (calculate 1 + 1); $it | describe",
    type: "[] | failures --make oh | describe",
    read: "[1 2] | each {|n| error make {msg: bad} } | failures | length",
    raised: "[] | failures --make oh",
    given: "repeat (error make {msg: oh})",
  };
  expect(await results(plugin, scripts)).toEqual({
    number: 1.5,
    "whole number": "int",
    type: "list<error>",
    read: 2,
    raised: expect.stringContaining("oh"),
    given: expect.stringContaining("oh"),
  });
});

it("says of a command that it creates a scope, which only `scope commands` shows [sdk-scope]", async () => {
  const scope = (name: string) => `scope commands | where name == ${name} | get 0.creates_scope`;
  expect(await results(plugin, { yes: scope("failures"), no: scope("keep") })).toEqual({ yes: true, no: false });
});
