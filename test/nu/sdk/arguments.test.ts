import { expect, it } from "vitest";
import { fixtures, nuError } from "../../support/nu.ts";
import { datetime, since } from "../../support/releases.ts";
import { pluginFiles, results, runWith } from "./example-plugins.ts";

const args = ["arguments"];

// Values whose types are not known before the script runs: what is written down Nushell checks itself.
const untyped = `let none = [null] | first
  let word = [x] | first
  let more = [{y: 1, x: 2, z: 3}] | first
  let less = [{x: 1}] | first`;

it("takes positionals that are required, optional, have a default, and all that follow [sdk-positionals]", async () => {
  const scripts = {
    one: "args positionals a",
    all: "args positionals a 5 b 1 2",
    null: "args positionals a 5 $none 1",
    spread: "args positionals a 5 b ...[1 2]",
    refused: "args positionals a (-5)",
    "wrong kind": "args positionals a 5 b $word",
  };
  expect(await results(args, scripts, untyped)).toEqual({
    one: { name: "a", count: 3, note: null, more: [] },
    all: { name: "a", count: 5, note: "b", more: [1, 2] },
    null: { name: "a", count: 5, note: null, more: [1] },
    spread: { name: "a", count: 5, note: "b", more: [1, 2] },
    refused: "Invalid value: must be 0 or more",
    "wrong kind": expect.stringMatching(/must be an int, not string|Can't convert to int/),
  });
  await expect(nuError("args positionals", { plugins: pluginFiles("arguments") })).resolves.toContain(
    "Missing required positional",
  );
});

it("takes flags of every type and gives back what was given [sdk-flag-types]", async () => {
  // Each is given by its flag and compared in Nushell, where no type and no digit is lost.
  const values = {
    bool: "false",
    int: "-3",
    int64: "9223372036854775807",
    float: "2.5",
    string: "'a b'",
    duration: "1hr",
    filesize: "5000000000b",
    date: "2026-03-14T09:05:00.123456789+02:00",
    binary: "0x[00 ff]",
    range: "0..2..10",
    list: "[1 2]",
    record: "{x: 1, y: 2}",
    table: "[[x y]; [1 2] [3 4]]",
    any: "{a: [1day]}",
  };
  const scripts = Object.fromEntries(
    Object.entries(values).map(([flag, value]) => [
      flag,
      `let value = ${value}; let back = args flags --${flag} $value | get ${flag}; [$back ($back == $value)] | last`,
    ]),
  );
  const others = {
    glob: "args flags --glob *.ts | get glob | describe",
    "cell path": "{a: [{b: 7}]} | get (args flags --cell-path a.0.b | get cell-path)",
    closure: "do (args flags --closure {|n| $n + 1 } | get closure) 4",
    types: "args flags --date 2026-03-14T09:05:00+02:00 --float 2 | [($in.date | describe) ($in.float | describe)]",
    "what is not given": "args flags | values | compact | length",
    "too large": "args flags --int 9223372036854775807",
    columns: "args flags --record $more | get record | columns",
    "missing column": "args flags --record $less",
  };
  expect(await results(args, { ...scripts, ...others }, untyped)).toEqual({
    ...Object.fromEntries(Object.keys(values).map((flag) => [flag, true])),
    glob: "glob",
    "cell path": 7,
    closure: 5,
    types: [datetime, "float"],
    "what is not given": 0,
    "too large": "Invalid value: 9223372036854775807 is too large for this command",
    columns: ["x", "y"],
    "missing column": expect.stringContaining('has no column "y"'),
  });
});

it("takes switches, choices, texts, bounds, defaults and paths [sdk-flags]", async () => {
  const scripts = {
    defaults: "args special --key k | select verbose port 'port is given'",
    switch: "args special --key k -v | get verbose",
    "switch off": "args special --key k --verbose=false | get verbose",
    null: "args special --key k --port $none | select port 'port is given'",
    choice: "args special --key k -s small | get size",
    "no choice": "args special --key k --size huge",
    text: "args special --key k --tags new | get tags",
    texts: "args special --key k --tags [new old] | get tags",
    "below its least": "args special --key k --port 80",
    paths: "args special --key k --files [a b] --directories c | select files directories",
  };
  // Up to 0.101 unquoted paths arrive as absolute ones.
  const path = (name: string) => (since("0.107") ? name : `${fixtures}/${name}`);
  expect(await results(args, scripts, untyped)).toEqual({
    defaults: { verbose: false, port: 8080, "port is given": false },
    switch: true,
    "switch off": false,
    // From 0.116 on Nushell does not say that it was there.
    null: { port: 8080, "port is given": !since("0.116") },
    choice: "small",
    "no choice": 'Invalid value: must be one of small, medium, large, not "huge"',
    text: ["new"],
    texts: ["new", "old"],
    "below its least": "Invalid value: must be 1024 or more",
    paths: { files: { paths: [path("a"), path("b")], list: true }, directories: { paths: [path("c")], list: false } },
  });
  const error = await nuError("args special --key k --port 80", { plugins: pluginFiles("arguments") });
  expect(error).toMatch(/nushell::invalid_value.*--port 80.*80 is below 1024/s);
  await expect(nuError("args special", { plugins: pluginFiles("arguments") })).resolves.toMatch(/missing.*flag/i);
});

it("takes null where the type does, and else counts it as not given, on every release [sdk-null]", async () => {
  const scripts = {
    given: "args nullable --bare=$none --filled $none --plain=$none --switch=$none | values",
    "not given": "args nullable | values",
    written: "args nullable --bare=null --filled null --plain 5 -s | values",
    positional: "args nullable $none $none | get positionals",
    required: "args special --key $none",
  };
  expect(await results(args, scripts, untyped)).toEqual({
    given: [null, null, 2, false, { first: "unset", second: 4 }],
    "not given": ["unset", 1, 2, false, { first: "unset", second: 4 }],
    written: [null, null, 5, true, { first: "unset", second: 4 }],
    positional: { first: null, second: null },
    required: "Invalid value: --key must not be null",
  });
});

it("marks a wrong argument in the call, wherever its value was made [sdk-argument-place]", async () => {
  // Nushell shows the line before the one that it marks, too.
  const errorOf = (call: string) =>
    nuError(`let row: any = {size: 'x', deep: {x: 'a'}}\n\n\n${call}`, {
      plugins: pluginFiles("arguments"),
      env: { SECRET: "xyzzy" },
    });
  const calls = [
    "args positionals a $row.size",
    "args positionals a ($row | get size)",
    "args positionals a 3 b ...[$row.size]",
    "args positionals a $env.SECRET",
    "args flags --int $env.SECRET",
  ];
  for (const call of calls) {
    const error = await errorOf(call);
    expect(error).toContain(call);
    expect(error).toMatch(/expected a(n int| whole number)/);
    expect(error).not.toMatch(/let row|xyzzy/);
  }
  // The command's name alone does not tell which argument it is.
  const unplaced = since("0.116") ? "count: Invalid value" : "Invalid value";
  expect(await errorOf("args positionals a $row.size")).toContain(` ${unplaced}: must be a whole number, not string`);
  // What is inside a value is marked where it was written.
  expect(await errorOf("args flags --record $row.deep")).toContain("let row");
});

// Earlier releases do not parse it.
it.runIf(since("0.116"))("takes flags from a record [sdk-flags]", async () => {
  const script = "args special ...{key: k, port: 2000, verbose: true, size: null} | select key port verbose size?";
  expect(await results(args, { script })).toEqual({ script: { key: "k", port: 2000, verbose: true, size: null } });
});

it("gets flags by their long names, also those typed short [sdk-short-flags]", async () => {
  const scripts = {
    short: "args special --key k -s small -v | select size verbose",
    long: "args special --key k --size small --verbose | select size verbose",
  };
  const given = { size: "small", verbose: true };
  expect(await results(args, scripts)).toEqual({ short: given, long: given });
});

it("takes flags that nobody declared, where that is allowed [sdk-unknown-flags]", async () => {
  const script = "args unknown a --b -c=3 --d=4 5";
  expect(await results(args, { unknown: script })).toEqual({ unknown: ["a", "--b", "-c=3", "--d=4", 5] });
  const { code, stderr } = await runWith(args, "args either --b");
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/flag/);
});

it("takes one of several inputs, each with an output of its own [sdk-variants]", async () => {
  const scripts = {
    int: "3 | args either",
    text: "'ab' | args either",
    external: "^printf ab | args either",
    list: "[1 2] | args either",
    stream: "[1 2] | each {|n| $n } | args either",
    range: "1..3 | args either",
    nothing: "args either",
    // What fits no other variant is not read.
    other: "[true] | first | args either",
    row: "[{a: 1}] | each {|row| args either } | first",
  };
  expect(await results(args, scripts)).toEqual({
    int: 6,
    text: "abab",
    external: "abab",
    list: [2, 4],
    stream: [2, 4],
    range: [2, 4, 6],
    nothing: 0,
    other: 0,
    row: 0,
  });
});

it("shows of a command what was declared: help, types, defaults, terms to find it by [sdk-signature]", async () => {
  const { stdout } = await runWith(
    args,
    "[(args special --help) (args either --help) (args positionals --help)] | str join",
  );
  expect(stdout).toMatch(/-s, --size <string>.*One of three/);
  expect(stdout).toMatch(/-v, --verbose.*A switch/);
  expect(stdout).toMatch(/--port <int>.*Not below 1024 \(default: 8080\)/);
  expect(stdout).toMatch(/--key \(required parameter\) <string>.*Must be given/);
  expect(stdout).toMatch(/list<int> +│ list<int>/);
  expect(stdout).toMatch(/\.\.\.more <int>/);
  const scripts = {
    category: "scope commands | where name == greet | get 0.category",
    variants: "scope commands | where name == 'args either' | get 0.signatures | columns | sort",
    type: "scope commands | where name == greet | get 0.type",
    version: "plugin list | where name == greet | get 0.version",
  };
  expect(await results([...args, "greet"], scripts)).toEqual({
    category: "example",
    variants: ["any", "int", "list<int>", "nothing", "range", "string"],
    type: "plugin",
    version: "1.0.0",
  });
});
