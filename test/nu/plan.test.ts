import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fixtures, nu, nuError, nuValue } from "../support/nu.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const cyclic = {
  operations: [
    { id: "a", depends_on: ["b"] },
    { id: "b", depends_on: ["a"] },
  ],
};
const small = (name: string) => ({ name, operations: [{ id: "x" }, { id: "y", depends_on: ["x"] }] });

it("is a table of the operations by level, with what they wait for and what is critical [plan-table]", async () => {
  const state = "remaining";
  const none = { type: "create", target: "taskserv", depends_on: ["servers"] };
  const expected = [
    {
      level: 0,
      id: "servers",
      critical: true,
      state,
      type: "create",
      target: "server",
      provider: "upcloud",
      depends_on: [],
    },
    { level: 1, id: "kubernetes", critical: true, state, ...none, provider: "upcloud" },
    { level: 1, id: "storage", critical: false, state, ...none, provider: "aws" },
    {
      level: 2,
      id: "app",
      critical: true,
      state,
      type: "update",
      target: "cluster",
      provider: "upcloud",
      depends_on: ["kubernetes", "storage"],
    },
  ];
  expect(await nuValue("orch plan workflows/deploy.yaml")).toEqual(expected);
  // The same workflow in each language has the same plan.
  expect(await nuValue("orch plan workflows/deploy.json")).toEqual(expected);
  expect(await nuValue("orch plan workflows/deploy.toml")).toEqual(expected);
  expect(await nuValue("orch plan workflows/deploy.yaml | columns")).toEqual(Object.keys(expected[0] ?? {}));
});

it("holds at most --parallel operations on a level [plan-parallel]", async () => {
  const levels = (n: number) => nuValue(`orch plan workflows/deploy.yaml --parallel ${n} | get level`);
  expect(await levels(1)).toEqual([0, 1, 2, 3]);
  expect(await levels(2)).toEqual([0, 1, 1, 2]);
  expect(await nuError("orch plan workflows/deploy.yaml --parallel 0")).toContain("must be 1 or more");
});

it("has null for what an operation does not say [plan-table]", async () => {
  const dir = temporaryDirectory({ "w.json": small("w") });
  expect(await nuValue(`orch plan ${dir}/w.json | first`)).toEqual({
    level: 0,
    id: "x",
    type: null,
    target: null,
    provider: null,
    depends_on: [],
    critical: true,
    state: "remaining",
  });
});

it("gives the graph as Mermaid text with --mermaid [plan-mermaid]", async () => {
  expect(await nuValue("orch plan workflows/deploy.yaml --mermaid | lines")).toEqual([
    "flowchart TD",
    '  o0["servers"]',
    '  o1["kubernetes"]',
    '  o2["storage"]',
    '  o3["app"]',
    "  o0 --> o1",
    "  o0 --> o2",
    "  o1 --> o3",
    "  o2 --> o3",
  ]);
});

it("draws a tree of the operations with --tree, below each one what waits for it [plan-tree]", async () => {
  expect((await nu("orch plan workflows/deploy.yaml --tree")).stdout.trimEnd().split("\n")).toEqual([
    "○ servers  create server upcloud          critical, remaining",
    "├─ ○ kubernetes  create taskserv upcloud  critical, remaining",
    "│  └─ ○ app  update cluster upcloud       critical, remaining",
    "└─ ○ storage  create taskserv aws         remaining",
    "   └─ … app                               see above",
  ]);
  const dir = temporaryDirectory({
    "one.json": small("one"),
    "two.json": [{ operations: [{ id: "z" }] }, small("two")],
    "data/checkpoints/one.json": { workflow_id: "one", completed_operations: ["x"] },
  });
  expect((await nu(`cd ${dir}; orch plan *.json -d data --tree`)).stdout.trimEnd().split("\n")).toEqual([
    "one.json: one",
    "✓ x     critical, done",
    "└─ ○ y  critical, remaining",
    "",
    "two.json: 1",
    "? z  critical, unknown",
    "",
    "two.json: two",
    "○ x     critical, remaining",
    "└─ ○ y  critical, remaining",
  ]);
  for (const other of ["--mermaid", "--rollback"]) {
    const error = await nuError(`orch plan workflows/deploy.yaml ${other} --tree`);
    expect(error).toContain("orch::contradiction");
    expect(error).toContain(`--tree and ${other} ask for different answers`);
  }
});

it("has a column `workflow` first for a file with several [plan-several]", async () => {
  const dir = temporaryDirectory({ "w.json": [small("one"), { operations: [{ id: "z" }] }] });
  expect(await nuValue(`orch plan ${dir}/w.json | select workflow level id`)).toEqual([
    { workflow: "one", level: 0, id: "x" },
    { workflow: "one", level: 1, id: "y" },
    { workflow: "2", level: 0, id: "z" },
  ]);
  expect(await nuValue(`orch plan ${dir}/w.json | columns | first`)).toBe("workflow");
  expect(await nuValue(`orch plan ${dir}/w.json --mermaid | lines | where $it =~ subgraph`)).toHaveLength(2);
});

it("takes several files, patterns and lists, with a column `file` first [plan-files]", async () => {
  const dir = temporaryDirectory({
    "a.json": small("one"),
    "b.json": [small("two"), small("three")],
    "data/checkpoints/two.json": { workflow_id: "two", completed_operations: ["x"] },
  });
  const rows = (call: string) => nuValue(`cd ${dir}; orch plan ${call} -d data | each { values | first 4 }`);
  const a = [
    ["a.json", 0, "x", true],
    ["a.json", 1, "y", true],
  ];
  expect(await rows("[a.json]")).toEqual(a);
  const all = [
    ["a.json", "one", 0, "x"],
    ["a.json", "one", 1, "y"],
    ["b.json", "two", 0, "x"],
    ["b.json", "two", 1, "y"],
    ["b.json", "three", 0, "x"],
    ["b.json", "three", 1, "y"],
  ];
  for (const call of ["*.json", "a.json b.json", "[a.json '*.json']"]) expect(await rows(call)).toEqual(all);
  const mermaid = await nuValue(`cd ${dir}; orch plan *.json --mermaid | lines | where $it =~ subgraph`);
  expect(mermaid).toEqual(
    ["a.json: one", "b.json: two", "b.json: three"].map((name, i) => `  subgraph w${i}["${name}"]`),
  );
  expect(await nuValue(`cd ${dir}; orch plan *.json -d data --rollback | select file id`)).toEqual([
    { file: "b.json", id: "x" },
  ]);
});

it("leaves out a file of several that has errors, and says so [plan-files-broken] [plan-files]", async () => {
  const dir = temporaryDirectory({
    "a.json": small("one"),
    "b.json": cyclic,
    "n.json": { operations: [{ id: "z" }] },
    "notes.txt": "no workflow",
  });
  const planned = (call: string) => nu(`cd ${dir}; orch plan ${call} | get file | uniq | to json --raw`);
  const cycle =
    "b.json:1:40: operations wait for each other: a -> b -> a. Remove one of the dependencies, or make it soft.";
  const named = await planned("a.json b.json");
  expect(named.stdout.trim()).toBe('["a.json"]');
  expect(named.stderr.trim()).toBe(
    `orch plan: 1 file has a problem: ${cycle} 1 of 2 files has errors, and so no plan.`,
  );
  expect((await nu(`cd ${dir}; orch plan a.json b.json -q --tree`)).stdout).toMatch(/^a\.json\n/);
  expect((await nu(`cd ${dir}; orch plan a.json b.json -q --mermaid`)).stdout).toContain('subgraph w0["a.json"]');
  const matched = await planned("*");
  expect(matched.stdout.trim()).toBe('["a.json","n.json"]');
  expect(matched.stderr.trim().split(/\n */)).toEqual([
    "orch plan: 2 files have problems:",
    "b.json:1:40: operations wait for each other: a -> b -> a",
    "Remove one of the dependencies, or make it soft.",
    "notes.txt: unknown extension .txt. Known extensions: .k .ncl .json .yaml .yml .toml",
    "Give the paths of the files to check.",
    "2 of 4 files have errors, and so no plan.",
  ]);
  expect(await nuError(`cd ${dir}; orch plan b.json`)).toContain("orch::cycle");
  expect(await nuError(`cd ${dir}; orch plan a.json notes.txt`)).toContain("orch::unknown_format");
  const undone = await nu(`cd ${dir}; mkdir data/tasks; orch plan [a.json n.json] --rollback -d data | length`);
  expect(undone.stdout.trim()).toBe("0");
  expect(undone.stderr.trim()).toBe(
    "orch plan: 1 file has a problem: n.json: the workflow has no name, so that its checkpoint cannot be found. Give the workflow the name under which it was submitted.",
  );
});

it("takes a workflow from the pipeline where no path is given, and none where one is [plan-input]", async () => {
  const ids = "orch plan | get id";
  expect(await nuValue(`open workflows/deploy.json | ${ids} | length`)).toBe(4);
  expect(await nuValue(`open --raw workflows/deploy.toml | ${ids} | length`)).toBe(4);
  expect(await nuValue(`{operations: [{id: a}]} | ${ids}`)).toEqual(["a"]);
  expect(await nuValue("[1 2] | each {|x| orch plan workflows/deploy.yaml | length }")).toEqual([4, 4]);
});

it("is an error that shows the cycle, at the argument [plan-cycle]", async () => {
  const dir = temporaryDirectory({ "w.json": cyclic });
  const { stderr } = await nu(`cd ${dir}; orch plan w.json`);
  expect(stderr).toContain("orch::cycle");
  expect(stderr).toContain("a -> b -> a");
  const [, shown = "", marked = ""] = /(orch plan .*)\n(.*)/.exec(stderr) ?? [];
  expect(shown.slice(marked.indexOf("^") - marked.length)).toContain("w.json");
});

it("is an error that tells the first errors of a workflow that is not valid [plan-invalid]", async () => {
  const error = (await nuError("orch plan workflows/broken/not-positive.toml")).replaceAll(/[\s|]+/g, " ");
  expect(error).toContain("orch::invalid_workflow");
  expect(error).toContain('"parallel_limit" must be greater than 0, found 0');
  expect(error).toContain("and 3 more");
  const missing = await nuError("orch plan workflows/none.yaml");
  expect(missing).toContain("orch::file_not_found");
  expect(missing).toContain("given here");
  expect(await nuError("orch plan")).toContain("orch::no_workflow");
});

it("takes paths from the caller's directory, and ~ for its HOME [plan-paths]", async () => {
  expect(await nuValue("cd workflows; orch plan deploy.yaml | length")).toBe(4);
  expect(await nuValue(`$env.HOME = '${fixtures}'; orch plan '~/workflows/deploy.yaml' | length`)).toBe(4);
});

const three = {
  name: "three",
  operations: [{ id: "a" }, { id: "deploy", depends_on: ["a"] }, { id: "c", depends_on: ["deploy"] }],
};
const done = (...completed_operations: unknown[]) => ({ workflow_id: "three", step: 1, completed_operations });

it("shows what is done and what remains by the workflow's checkpoint [plan-state]", async () => {
  const dir = temporaryDirectory({
    "w.json": three,
    "data/checkpoints/three.json": done("a", "deploi"),
    "other/checkpoints/some.json": { workflow_id: "some", completed_operations: ["a"] },
    "other/checkpoints/broken.json": "{",
  });
  const states = (flags: string) => nu(`cd ${dir}; orch plan w.json ${flags} | get state | str join ' '`);
  const shown = await states("-d data");
  expect(shown.stdout.trim()).toBe("done remaining remaining");
  expect(shown.stderr.trim()).toBe(
    'orch plan: 1 file has a problem: three.json: completed operation "deploi" is not in the workflow\'s file; did you mean "deploy"? Check that this is the file that was submitted: the operation may have another name in it.',
  );
  const quiet = await states("-d data --quiet");
  expect(quiet).toMatchObject({ stdout: shown.stdout, stderr: "" });
  for (const place of ["", "-d other"]) {
    expect(await states(place)).toMatchObject({
      stdout: expect.stringContaining("remaining remaining remaining"),
      stderr: "",
    });
  }
  expect(await nuError(`cd ${dir}; orch plan w.json -d nowhere`)).toContain("orch::no_data_dir");
});

it("takes the state as unknown where the checkpoint cannot be read [plan-state-unknown] [plan-rollback]", async () => {
  const dir = temporaryDirectory({ "w.json": three, "data/checkpoints/three.json": '{"workflow_id": "three", ' });
  const { stdout, stderr } = await nu(`cd ${dir}; orch plan w.json -d data | get state | to json --raw`);
  expect(stdout.trim()).toBe("[null,null,null]");
  expect(stderr).toContain("three.json: not JSON");
  expect(stderr).toContain(
    "so that the state of the workflow's operations is unknown. Correct or remove it. Once it is removed, operations that only it has as done count as remaining.",
  );
  expect(await nuError(`cd ${dir}; orch plan w.json -d data --rollback`)).toContain("orch::unknown_progress");
});

it("lists what is done in the reverse order with --rollback [plan-rollback]", async () => {
  const dir = temporaryDirectory({
    "w.json": three,
    "data/checkpoints/three.json": done("a", "gone", "deploy"),
    "none/tasks/a.json": {},
  });
  const rollback = (data: string) =>
    nu(`cd ${dir}; orch plan w.json -d ${data} --rollback | select level id | to json --raw`);
  const undone = await rollback("data");
  expect(JSON.parse(undone.stdout)).toEqual([
    { level: 0, id: "deploy" },
    { level: 1, id: "gone" },
    { level: 2, id: "a" },
  ]);
  expect(await nuError(`cd ${dir}; orch plan w.json --rollback`)).toContain("orch::no_data_dir");
  const nothing = await rollback("none");
  expect(nothing.stderr.trim()).toBe(`orch plan: nothing is recorded as done in ${dir}/none/checkpoints`);
});

it("knows nothing of what is done where the platform keeps no files, unless there are checkpoints [plan-state-unknown]", async () => {
  const dir = temporaryDirectory({
    "w.json": three,
    "config.toml": '[storage]\nbackend = "surrealdb"\n',
    ".orchestrator/data/status.json": {},
  });
  const config = `$env.config.plugins.orchestrator = {platform_config: '${dir}/config.toml'}; cd ${dir}`;
  const states = () => nu(`${config}; orch plan w.json | get state | to json --raw`);
  const unknown = await states();
  expect(unknown.stdout.trim()).toBe("[null,null,null]");
  expect(unknown.stderr).toContain('the storage backend "surrealdb", which keeps no task files, so that the state of');
  expect(await nuError(`${config}; orch plan w.json --rollback`)).toContain("orch::unknown_progress");
  mkdirSync(`${dir}/.orchestrator/data/checkpoints`);
  writeFileSync(`${dir}/.orchestrator/data/checkpoints/three.json`, JSON.stringify(done("a")));
  expect((await states()).stdout.trim()).toBe('["done","remaining","remaining"]');
});

it("tells the warnings about the workflow, with their places, unless quiet [plan-warnings]", async () => {
  const dir = temporaryDirectory({ "w.yaml": "operations:\n  - {id: a}\n  - {id: b, needs: [a]}\n" });
  const plan = (flags: string) => nu(`cd ${dir}; orch plan w.yaml ${flags} | describe`);
  const line =
    'orch plan: 1 file has a problem: w.yaml:3:13: operation "b" has the unknown field "needs"; did you mean "depends_on"? Correct its name or remove it: it is ignored.';
  expect((await plan("")).stderr.trim()).toBe(line);
  expect((await plan("--mermaid")).stderr.trim()).toBe(line);
  expect((await plan("--quiet")).stderr).toBe("");
  expect(await nuError(`cd ${dir}; orch plan w.yaml --mermaid --rollback`)).toContain("orch::contradiction");
});

it("holds at most max_concurrent_tasks of the platform on a level, where nothing else is said [plan-limit] [platform-problem]", async () => {
  const operations = [{ id: "a" }, { id: "b" }, { id: "c" }];
  const dir = temporaryDirectory({
    "w.json": { operations },
    "limited.json": { operations, parallel_limit: 3 },
    "config.toml": "[executor]\nmax_concurrent_tasks = 2\n",
    "broken.toml": "[executor\n",
  });
  const levels = (config: string, call: string) =>
    nu(
      `cd ${dir}; $env.config.plugins.orchestrator = {platform_config: '${dir}/${config}'}; orch plan ${call} | get level | to json --raw`,
    );
  expect((await levels("config.toml", "w.json")).stdout.trim()).toBe("[0,0,1]");
  expect((await levels("config.toml", "limited.json")).stdout.trim()).toBe("[0,0,0]");
  expect((await levels("config.toml", "w.json --parallel 1")).stdout.trim()).toBe("[0,1,2]");
  const broken = await levels("broken.toml", "w.json");
  expect(broken.stdout.trim()).toBe("[0,0,0]");
  // Its file is named once.
  expect(broken.stderr.trim()).toMatch(
    /^orch plan: 1 file has a problem: broken.toml: [^/]* \(line 1 column 10\), so that .* unknown. Correct that file.$/,
  );
});
