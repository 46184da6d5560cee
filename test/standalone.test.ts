import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evaluatorPath } from "./support/evaluator-paths.ts";
import { describeEvaluator } from "./support/evaluators.ts";
import { nu, nuValue, root } from "./support/nu.ts";
import { newShell, newUser } from "./setup/setup-command.ts";
import { standaloneArchive } from "./support/standalone.ts";
import { contentsOf, temporaryDirectory } from "./support/temporary-directory.ts";
import { openTerminal } from "./support/terminal.ts";

/** Where the archive was unpacked: nowhere near the repository. */
let home = "";
let plugin = "";

beforeAll(() => {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "my ünpacked ")));
  execFileSync("tar", ["-xzf", standaloneArchive(), "-C", place]);
  home = join(place, "nu_plugin_orchestrator");
  plugin = join(home, "bin/nu_plugin_orchestrator");
}, 240_000);

afterAll(() => rmSync(join(home, ".."), { recursive: true, force: true }));

/** A shell in which there is nothing on PATH, least of all Node. */
const bare = (more: Readonly<Record<string, string>> = {}) => ({
  plugins: [plugin],
  env: { PATH: "/nonexistent", ...more },
});

it("is registered once, and then used, in shells without Node [standalone-register]", async () => {
  const registry = join(temporaryDirectory(), "plugins.msgpackz");
  const shell = { ...bare(), plugins: [] };
  const add = `plugin add --plugin-config '${registry}' '${plugin}'`;
  expect(await nu(add, shell)).toMatchObject({ code: 0, stderr: "" });
  const script = `plugin use --plugin-config '${registry}' orchestrator\norch status -d data/small | get running`;
  expect(await nu(script, shell)).toMatchObject({ code: 0, stdout: "true\n" });
});

it("has the same commands with the same help as the package [standalone-commands]", async () => {
  const script =
    "scope commands | where type == plugin | select name description extra_description signatures examples";
  const ours = await nuValue(script, bare());
  expect(ours).toHaveLength(15);
  expect(JSON.stringify(ours)).toBe(JSON.stringify(await nuValue(script)).replaceAll(root, home));
});

// `orch top` needs a terminal, and `orch` is the help above.
const calls = [
  "orch status -d data/small --raw | reject silent_for",
  "orch tasks -d data/small --raw",
  "orch task -d data/small task-001 | get id",
  "orch logs -d data/small nightly",
  "orch check -d data/small | get code",
  "orch checkpoints -d data/small | get step",
  "orch graph -d data/small --mermaid",
  "orch stats -d data/small --by status | get status",
  "orch workflows -d data/small | get workflow",
  "orch wait -d data/small nightly | get id",
  "orch watch -d data/small --initial --for 1ms | get id",
  "orch plan workflows/deploy.yaml",
  "orch validate workflows/*.{yaml,toml,json}",
];

it("answers every command as the package does [standalone-commands]", async () => {
  const script = `[${calls.map((call) => `(${call})`).join(" ")}]`;
  const ours = await nuValue(script, bare());
  expect(ours).toHaveLength(calls.length);
  expect(ours).toEqual(await nuValue(script));
});

it("draws on the terminal, which it reaches as Nushell talks to it by a socket [standalone-commands]", async () => {
  const terminal = await openTerminal([plugin], { env: { PATH: "/usr/bin:/bin" } });
  await terminal.typeAtPrompt("orch top -d data/small\r");
  await terminal.shows("RUNNING 1");
  expect(terminal.isAlternate()).toBe(true);
});

describeEvaluator("nickel", "with the real nickel", () => {
  it("evaluates Nickel [standalone-evaluators]", async () => {
    const settings = `$env.config.plugins.orchestrator = {nickel: '${evaluatorPath("nickel")}'}`;
    expect(await nuValue(`${settings}; orch validate workflows/deploy.ncl | get valid`, bare())).toBe(true);
  });
});

describeEvaluator("kcl_lib", "with the real engine of KCL", () => {
  it("evaluates KCL in a Python that stays [standalone-evaluators]", async () => {
    const settings = `$env.config.plugins.orchestrator = {kcl: kcl_lib, python: '${evaluatorPath("kcl_lib")}'}`;
    const valid = "orch validate workflows/deploy.k | get valid";
    expect(await nuValue(`${settings}; [(${valid}) (${valid})]`, bare())).toEqual([true, true]);
  });
});

it("brings the reports, where its help says that they are [standalone-files]", async () => {
  const { stdout: help } = await nu("orch --help", bare());
  const use = /^ *(use .*orch\.nu"?)$/m.exec(help)?.[1] ?? "";
  expect(use).toContain(home);
  const script = `${use}; orch report gate -d data/empty`;
  expect(await nu(script, bare())).toMatchObject({ code: 0, stdout: "No task has failed.\n" });
});

it("brings the pages and the licences, Node's too [standalone-files]", () => {
  const files = contentsOf(home);
  expect(Object.keys(files)).toEqual(expect.arrayContaining(["README.md", "CHANGELOG.md", "src/commands/README.md"]));
  expect(files["LICENSE"]).toBe(readFileSync(`${root}/LICENSE`, "utf8"));
  expect(files["LICENSE.node"]).toMatch(/^Node\.js is licensed for use as follows/);
});

it("says by its whole path what to register, however it was called [standalone-help]", () => {
  const env = { PATH: dirname(plugin) };
  const { stdout, stderr } = spawnSync(basename(plugin), ["--help"], { env, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toContain(`plugin add '${plugin}'\n`);
});

it("registers itself, and a new shell has it [standalone-setup]", async () => {
  const user = newUser();
  const { status, stdout, stderr } = spawnSync(plugin, ["register"], { env: user.env, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(plugin);
  const shell = await newShell(user, "orch status -d fixtures/data/small | get running");
  expect(shell).toMatchObject({ code: 0, stdout: "true\n" });
});

it("pays no heed to options for another Node [standalone-options]", () => {
  const env = { NODE_OPTIONS: "--require=/nonexistent --of-a-later-node" };
  expect(spawnSync(plugin, ["--version"], { env, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
