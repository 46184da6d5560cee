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
  const none = { type: "create", target: "taskserv", depends_on: ["servers"] };
  const expected = [
    { level: 0, id: "servers", type: "create", target: "server", provider: "upcloud", depends_on: [], critical: true },
    { level: 1, id: "kubernetes", ...none, provider: "upcloud", critical: true },
    { level: 1, id: "storage", ...none, provider: "aws", critical: false },
    {
      level: 2,
      id: "app",
      type: "update",
      target: "cluster",
      provider: "upcloud",
      depends_on: ["kubernetes", "storage"],
      critical: true,
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
