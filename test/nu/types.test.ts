import { describe, expect, it } from "vitest";
import { nu, nuValue } from "../support/nu.ts";
import { since } from "../support/releases.ts";

// From 0.114 on Nushell holds a command to its declared output type in these places, at run time.
const uses = {
  let: (command: string) => `let x = (${command}); $x | describe`,
  mut: (command: string) => `mut x = (${command}); $x | describe`,
  // A record is nothing to go through, a table is.
  for: (command: string) =>
    `mut n = 0; for x in ${/^orch (tasks|check)(?!.* --text)/.test(command) ? `(${command})` : `[(${command})]`} { $n += 1 }; $n`,
  $in: (command: string) => `${command} | $in | describe`,
};

const variants = {
  "orch status": ["", "--raw", "--long", "--raw --long", "--no-cache"],
  "orch stats": ["", "--by error", "--by [priority date workflow]", "--chart"],
  "orch workflows": [""],
  "orch watch": ["--initial --for 1ms", "--for 1ms", "--initial --text --for 1ms"],
  "orch graph": ["", "--mermaid", "--dot"],
  "orch tasks": [
    "",
    "--raw",
    "--long",
    "--raw --long",
    "--no-cache",
    "--limit 1",
    "--status [pending failed]",
    "--ready",
    "--blocked --long --flat",
    "--columns [error id]",
    "--raw --columns [progress started_at blocked_by]",
  ],
};
// small: all is there; broken: nulls and texts; empty: no rows; daemon: no status.json; a pattern: a table.
const places = ["data/small", "data/broken", "data/empty", "data/daemon", "'data/*'", "[data/broken]"];

const calls = Object.entries(variants).flatMap(([command, flags]) =>
  flags.flatMap((flag) => places.map((place) => `${command} --quiet ${flag} --data-dir ${place}`)),
);
const checks = ["", "--no-cache", "--where", "--text"].flatMap((flag) =>
  [...places, "gone"].map((place) => `orch check --quiet ${flag} --data-dir ${place}`),
);
const checkpoints = [
  ...places.map((place) => `--data-dir ${place}`),
  "--dir data/small/checkpoints",
  "backup -d data/small",
].map((given) => `orch checkpoints --quiet ${given}`);
const named = ["data/small task-001", "data/small task-001 task-005", "data/broken task-006", "[data/broken] task-006"];
const tasks = [
  ...named.flatMap((each) => ["task", "logs", "wait"].map((command) => `orch ${command} --quiet --data-dir ${each}`)),
  ...["'task-001'", "[task-001]", "[]", "{id: task-001}"].flatMap((input) =>
    ["task", "logs", "wait"].map((command) => `${input} | orch ${command} --data-dir data/small`),
  ),
  ...["[]", "[[status]; [pending]]"].map((input) => `${input} | orch stats`),
];
const validations = [
  "workflows/deploy.yaml",
  "workflows/broken.yaml",
  "workflows/broken.yaml --strict",
  "workflows/broken/syntax-error.json",
  "workflows/*.yaml",
  "[workflows/broken.yaml]",
  "workflows/*.yaml --diagnostics",
  "workflows/deploy.yaml --diagnostics --fail",
  "workflows/*.yaml --text",
].map((given) => `orch validate ${given}`);
const plans = ["", "--parallel 1", "--mermaid", "--tree", "workflows/deploy.json", "workflows/deploy.json --tree"].map(
  (more) => `orch plan workflows/deploy.yaml ${more}`,
);

describe.each(Object.entries(uses))("through %s", (_, use) => {
  it("holds what its signature declares, with every flag and with nulls [output-types]", async () => {
    const commands = ["orch", ...calls, ...checks, ...checkpoints, ...tasks, ...validations, ...plans];
    const tries = commands.map((command) => `do { ${use(command)} }`);
    const { stdout, stderr } = await nu(`[\n${tries.map((each) => `(${each})`).join("\n")}\n] | length`);
    expect(stderr).toBe("");
    expect(Number(stdout)).toBe(commands.length);
  });
});

it("declares columns that a script can rely on [output-types]", async () => {
  const declared =
    "scope commands | where name == 'orch tasks' | get 0.signatures | values | first | last | get syntax_shape?";
  expect(await nuValue(`${declared} | describe`)).toBeDefined();
  const { stdout } = await nu("help orch tasks");
  // Below 0.109 there is no type for a value that is of one of several.
  const type = since("0.109") ? "oneof<table<id:string,status:string,created_at:oneof<datetime,string,nothing>" : "any";
  expect(stdout.replace(/[\s│|]+/g, "")).toContain(type);
});

it("declares that orch top gives nothing, as it fills the terminal [output-types]", async () => {
  const signatures = "scope commands | where name == 'orch top' | get 0.signatures | values";
  const outputs = `${signatures} | each { where parameter_type == output | get 0.syntax_shape }`;
  expect(await nuValue(`${outputs} | uniq`)).toEqual(["nothing"]);
});

it("ignores a closure's row as input, in each, par-each and a def called there [input-ignored]", async () => {
  const ids = "orch tasks --data-dir data/small --limit 1 | get 0.id";
  expect(await nuValue(`[a b] | each {|x| ${ids} }`)).toEqual(["task-001", "task-001"]);
  expect(await nuValue(`[a b] | par-each {|x| ${ids} }`)).toEqual(["task-001", "task-001"]);
  expect(await nuValue(`def first-id [] { ${ids} }; [a b] | each {|x| first-id }`)).toEqual(["task-001", "task-001"]);
  expect(await nuValue("[workflows/deploy.yaml] | each {|x| orch validate $x | get valid }")).toEqual([true]);
});

it("answers many calls at once [concurrent-calls]", async () => {
  const script =
    "1..40 | par-each --threads 8 {|i| orch tasks --data-dir data/small --limit ($i mod 5) | length } | math sum";
  expect(await nuValue(script)).toBe(80);
});

it("drops an endless input that it does not read [input-dropped]", async () => {
  const { stdout } = await nu("^yes | orch tasks --data-dir data/small | length");
  expect(stdout.trim()).toBe("8");
});
