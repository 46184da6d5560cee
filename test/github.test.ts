import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import manifest from "../package.json" with { type: "json" };
import { newestNode } from "../src/build/node.ts";
import { root } from "./support/nu.ts";
import { nodeNames, versionOf } from "./support/runtimes.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Matrix {
  readonly os: readonly string[];
  readonly node?: readonly string[];
  /** What is added to the rows of a system. */
  readonly include?: readonly { readonly os: string; readonly script: string }[];
}

interface Job {
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly permissions?: unknown;
  readonly strategy?: { readonly matrix: Matrix };
}

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const read = (file: string): string => readFileSync(`${root}/.github/${file}`, "utf8");
const workflow = (name: string) => parse(read(`workflows/${name}.yml`)) as Workflow;
const ci = workflow("ci");
const release = workflow("release");
const prepare = parse(read("actions/prepare/action.yml")) as { readonly runs: { readonly steps: readonly Step[] } };

const jobs = [...Object.values(ci.jobs), ...Object.values(release.jobs)];
const steps = [...jobs.flatMap((job) => job.steps ?? []), ...prepare.runs.steps];

/** A command as it is on each system. */
function expanded(command: string, { strategy }: Job): readonly string[] {
  const added = strategy?.matrix.include ?? [];
  const variable = "${{ matrix.script }}";
  return command.includes(variable) ? added.map(({ script }) => command.replace(variable, script)) : [command];
}

const commands = jobs
  .flatMap((job) => (job.steps ?? []).flatMap(({ run = "" }) => expanded(run, job)))
  .filter((run) => run !== "");

it("runs scripts that there are [workflow-scripts]", () => {
  const scripts = commands.flatMap((run) => /^npm run (\S+)$/.exec(run)?.[1] ?? []);
  expect(scripts).toEqual(expect.arrayContaining(["check", "test", "test:windows", "test:matrix", "standalone"]));
  expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
  const files = commands.filter((run) => run.startsWith(".ci/"));
  expect(files).toContain(".ci/tools");
  for (const file of files) accessSync(join(root, file), constants.X_OK);
});

it("writes out nothing that a script has: the checks do nothing else than call them [workflow-scripts]", () => {
  const ofCi = Object.values(ci.jobs).flatMap((job) => (job.steps ?? []).flatMap(({ run = [] }) => run));
  expect(ofCi.filter((run) => !/^(npm run \S+|npm run \$\{\{ matrix\.script \}\}|\.ci\/tools)$/.test(run))).toEqual([]);
});

it("runs the checks on the Nodes that the tests name, on three systems [workflow-nodes]", () => {
  const { node, os = [], include = [] } = ci.jobs["test"]?.strategy?.matrix ?? {};
  expect(node).toEqual(nodeNames.map(versionOf));
  expect(os.map((name) => name.split("-")[0])).toEqual(["ubuntu", "macos", "windows"]);
  expect(include.map((row) => row.os)).toEqual(os);
  const others = steps.flatMap((step) => step.with?.["node"] ?? []).filter((version) => !version.startsWith("${{"));
  expect(new Set(others)).toEqual(new Set([newestNode]));
});

it("takes each action by one commit, whose release it names [workflow-pins]", () => {
  const files = ["workflows/ci.yml", "workflows/release.yml", "actions/prepare/action.yml"];
  const used = files.flatMap((file) => [...read(file).matchAll(/uses: (.*)$/gm)].map(([, use = ""]) => use));
  const [local, others] = [used.filter((use) => use.startsWith("./")), used.filter((use) => !use.startsWith("./"))];
  expect(local.filter((use) => !existsSync(join(root, use)))).toEqual([]);
  expect(others.filter((use) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(use))).toEqual([]);
  const names = new Set(others.map((use) => use.split("@")[0]));
  expect(new Set(others).size).toBe(names.size);
});

it("may write nothing but what a release needs [workflow-permissions]", () => {
  expect(ci.permissions).toEqual({ contents: "read" });
  expect(release.permissions).toEqual({});
  const writing = Object.entries(release.jobs).filter(([, { permissions }]) =>
    JSON.stringify(permissions).includes("write"),
  );
  expect(writing.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ["npm", { contents: "read", "id-token": "write" }],
    ["github", { contents: "write" }],
  ]);
});

it("says that it has not run [workflow-unrun]", () => {
  const files = readdirSync(`${root}/.github/workflows`);
  expect(files).toHaveLength(2);
  for (const file of files) expect(read(`workflows/${file}`)).toMatch(/THIS HAS\s(?:# )?NOT RUN YET/);
});
