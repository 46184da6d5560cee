import { expect, it } from "vitest";
import { nuError } from "../../support/nu.ts";
import { release, since } from "../../support/releases.ts";
import { pluginFiles, results, runWith, untilStopped } from "./example-plugins.ts";

it("runs closures with arguments, input and what they captured [sdk-closure]", async () => {
  const scripts = {
    argument: "[1 2 3] | transform {|n| $n * $factor }",
    input: "[a b] | transform { str upcase }",
    "commands of its own": "[[1 2] [3]] | transform {|list| $list | count sums | last }",
    external: "[a] | transform {|text| ^printf $text }",
    "many values": "[{a: 1, b: [2 3]}] | transform {|row| $row.b.1 + $row.a }",
    nothing: "[1] | transform { null }",
  };
  expect(await results(["closures", "streams"], scripts, "let factor = 10")).toEqual({
    argument: [10, 20, 30],
    input: ["A", "B"],
    "commands of its own": [3, 3],
    external: ["a"],
    "many values": [4],
    nothing: [null],
  });
});

it("pours streams through closures, endless ones too [sdk-closure-stream]", async () => {
  const scripts = {
    list: "[1 2 3] | pour { each {|n| $n * 2 } }",
    endless: "count up | pour { where {|n| $n mod 1000 == 0 } } | first 2",
    long: "count up --to 20000 | pour { each {|n| $n + 1 } } | last",
    "not read": "count up | pour { [1 2] }",
    "no list": "[1] | pour { 5 }",
  };
  expect(await results(["closures", "streams"], scripts)).toEqual({
    list: [2, 4, 6],
    endless: [1000, 2000],
    long: 20_001,
    "not read": [1, 2],
    "no list": expect.stringContaining("must be list<any>, not int"),
  });
  const { stderr } = await runWith(["closures", "streams"], "count up | pour { each {|n| $n } } | first 1 | ignore");
  // The producer, though it is two windows and a closure away.
  expect(stderr).toMatch(/count up: stopped before \d{1,3}\n/);
});

it("catches what a closure fails with [sdk-closure-error]", async () => {
  const scripts = {
    thrown: "[1] | transform { error make {msg: 'no good'} }",
    "third time": "attempt {|n| if $n < 3 { error make {msg: early} } else { $n } }",
    "in the stream": "[1 2] | pour { each {|n| if $n == 2 { error make {msg: 'no good'} } else { $n } } }",
  };
  expect(await results(["closures"], scripts)).toEqual({
    thrown: "no good",
    "third time": 3,
    "in the stream": expect.stringMatching(/no good|Eval block failed/),
  });
  const error = await nuError("attempt --times 2 { error make {msg: 'no good'} }", {
    plugins: pluginFiles("closures"),
  });
  expect(error).toContain("attempt 1 failed: no good");
  expect(error).toMatch(/Error: attempt::failed .* Failed 2 times: no good .*no more attempts.*help: Allow more/s);
});

it("calls commands by their names, of Nushell and of plugins [sdk-call-command]", async () => {
  const scripts = {
    own: "[3 1 2] | call command sort --flags {reverse: true}",
    arguments: "[a b] | call command 'str join' '-'",
    plugin: "call command greet Ada --flags {shout: true}",
    failing: "[1 a] | call command 'math sum'",
    defined: "call command 'double it' 4",
    "defined and wrapped": "[4] | transform {|n| double it $n } | first",
    unknown: "call command 'no such command'",
  };
  const setup = "def 'double it' [n] { $n * 2 }";
  expect(await results(["closures", "greet"], scripts, setup)).toEqual({
    own: [3, 2, 1],
    arguments: "a-b",
    plugin: "HELLO, ADA!",
    failing: expect.stringMatching(/type|support|operat/i),
    // No release lets a plugin call what a script has defined; a closure that calls it can be run.
    defined: "Internal error: can't run custom command with 'run', use block_id",
    "defined and wrapped": 8,
    unknown: 'There is no command "no such command"',
  });
});

it("lets the errors of a command that it calls point at the caller's argument and at a place of its choice [sdk-call-place]", async () => {
  const error = (script: string) => nuError(script, { plugins: pluginFiles("closures") });
  // From 0.116 on, the parentheses are no part of the place.
  expect(await error("[1 2] | call command first (-1)")).toMatch(/source:1:2[89]\b/);
  expect(await error("[1 a] | call command 'math sum'")).toMatch(/source:1:22\b/);
});

it("tells what is known of the caller as it is at the call [sdk-caller]", async () => {
  const setup = `$env.FRUIT = {kind: apple}
    $env.config.plugins = {closures: {|| {depth: (1 + 2)} }}
    cd /tmp`;
  const scripts = {
    all: "caller FRUIT | update variables {|row| $row.variables > 5 } | update settings {|row| $row.settings > 20 }",
    changed: "with-env {FRUIT: pear} { caller FRUIT | get variable }",
    missing: "caller NO_SUCH_VARIABLE | get variable",
  };
  expect(await results(["closures"], scripts, setup)).toEqual({
    all: {
      directory: "/tmp",
      variable: { kind: "apple" },
      variables: true,
      // Settings that are a closure are run first.
      setting: { depth: 3 },
      settings: true,
      release,
      help: expect.stringContaining("Tell what is known of the caller"),
    },
    changed: "pear",
    missing: null,
  });
});

it("reads settings and variables by the types that a plugin declares [sdk-settings]", async () => {
  const set = "$env.EDITOR = 'vi'; $env.config.edit_mode = 'vi'; $env.config.plugins = {closures: {depth: 3, more: 1}}";
  const scripts = {
    read: "settings",
    unset: "do { hide-env EDITOR; $env.config.plugins = {}; settings | select editor own }",
    variable: "with-env {EDITOR: [vi]} { settings }",
    column: "do { $env.config.plugins = {closures: {names: [a]}}; settings }",
    wrong: "do { $env.config.plugins = {closures: {depth: deep}}; settings }",
    whole: "do { $env.config.plugins = {closures: 5}; settings }",
  };
  const shell = { edit_mode: "vi", history: { max_size: 100_000 } };
  expect(await results(["closures"], scripts, set)).toEqual({
    // A configuration that no file has begun has nothing but what was set, before 0.101.
    read: { editor: "vi", own: { depth: 3, names: null }, shell: since("0.101") ? shell : { ...shell, history: null } },
    unset: { editor: null, own: null },
    variable: "$env.EDITOR: Invalid value: must be a string, not list",
    column: '$env.config.plugins: Invalid value: has no column "depth"',
    wrong: "$env.config.plugins: Invalid value: must be an int, not string",
    whole: "$env.config.plugins: Invalid value: must be a record, not int",
  });
});

it("sets variables that the caller sees, of any kind [sdk-add-env-var]", async () => {
  const setup = "remember NUMBER 5; remember FRUITS [apple pear]; def --env inside [] { remember LATER 1day }; inside";
  const scripts = { number: "$env.NUMBER", fruits: "$env.FRUITS | last", later: "$env.LATER == 1day" };
  expect(await results(["closures"], scripts, setup)).toEqual({ number: 5, fruits: "pear", later: true });
});

it("gives arguments as they were written [sdk-span-contents]", async () => {
  const scripts = { number: "written 1_000", sum: "written (1 + 2)", text: `written "a\\tb"`, unicode: "written äö" };
  expect(await results(["closures"], scripts)).toEqual({
    number: "1_000",
    sum: since("0.116") ? "1 + 2" : "(1 + 2)",
    text: '"a\\tb"',
    unicode: "äö",
  });
});

it("gives the compiled code of a closure from 0.110, and says so before that [sdk-block-ir]", async () => {
  const scripts = {
    short: "compiled { 1 } | str join ' '",
    sum: "'BinaryOp' in (compiled {|x| $x + 1 })",
    after: "written 1",
  };
  const tooOld = `Nushell ${release} cannot be asked for the compiled code of a closure`;
  expect(await results(["closures"], scripts)).toEqual(
    since("0.110")
      ? { short: "LoadLiteral Return", sum: true, after: "1" }
      : { short: tooOld, sum: tooOld, after: "1" },
  );
});

it("keeps its process and what it has in memory for as long as it says [sdk-keep-alive]", async () => {
  const script = `plugin stop closures
    $env.config.plugin_gc.default.stop_after = 0sec
    stash 5
    sleep 200ms
    print (stash)
    stash --for 50ms
    ${untilStopped}
    print (stash | to json)`;
  const { stdout } = await runWith(["closures"], script);
  expect(stdout.split("\n").map((line) => line.trim())).toEqual(["5", "null", ""]);
});
