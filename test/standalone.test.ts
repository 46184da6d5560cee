import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { evaluatorPath } from "./support/evaluator-paths.ts";
import { describeEvaluator } from "./support/evaluators.ts";
import { everyCommand } from "./support/every-command.ts";
import { nu, nuError, nuValue, root } from "./support/nu.ts";
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

it("answers every command as the package does [standalone-commands]", async () => {
  const script = `[${everyCommand.map((call) => `(${call})`).join(" ")}]`;
  const ours = await nuValue(script, bare());
  expect(ours).toHaveLength(everyCommand.length);
  expect(ours).toEqual(await nuValue(script));
});

it("reads and checks a long workflow, in a thread whose code it brings [standalone-commands]", async () => {
  const operations = Array.from({ length: 3000 }, (_, index) => `- {id: o${index}, type: create, timeout: 0}\n`);
  const folder = temporaryDirectory({ "long.yaml": `name: long\noperations:\n${operations.join("")}` });
  const script = `orch validate ${folder}/long.yaml | get errors | length`;
  expect(await nuValue(script, bare())).toBe(3000);
});

it("draws on the terminal, which it reaches as Nushell talks to it by a socket [standalone-commands]", async () => {
  const terminal = await openTerminal([plugin], { env: { PATH: "/usr/bin:/bin" } });
  await terminal.typeAtPrompt("orch top -d data/small\r");
  await terminal.shows("RUNNING 1");
  await expect.poll(() => terminal.isAlternate()).toBe(true);
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

it("does without them where it was moved on its own, and says where they are [standalone-alone]", async () => {
  const moved = join(temporaryDirectory(), basename(plugin));
  linkSync(plugin, moved);
  const shell = { ...bare(), plugins: [moved] };
  const { stdout: help } = await nu("orch --help", shell);
  expect(help).toContain("More is in the archive");
  expect(help).not.toContain(dirname(moved));
  expect(await nuError("orch report", shell)).toContain("More is in the archive");
  expect(await nuValue("orch validate workflows/deploy.yaml | get valid", shell)).toBe(true);
});

it("brings the pages and the licences, Node's too [standalone-files]", () => {
  const files = contentsOf(home);
  expect(Object.keys(files)).toEqual(expect.arrayContaining(["README.md", "CHANGELOG.md", "src/commands/README.md"]));
  expect(files["LICENSE"]).toBe(readFileSync(`${root}/LICENSE`, "utf8"));
  expect(files["LICENSE.node"]).toMatch(/^Node\.js is licensed for use as follows/);
  expect(files["LICENSES.txt"]).toContain("\nzod ");
  // The thread's code is in this bundle as a text, of which the list would not know; in that one it is as all others.
  expect(files["LICENSES.txt"]).toBe(readFileSync(`${root}/dist/LICENSES.txt`, "utf8"));
});

it("says by its whole path what to register, however it was called [standalone-help]", () => {
  const env = { PATH: dirname(plugin) };
  const { stdout, stderr } = spawnSync(basename(plugin), ["--help"], { env, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toContain(`plugin add "${plugin}"\n`);
});

it("registers itself, a new shell has it, and its doctor asks for no Node; takes itself out, and stays where it is [standalone-setup]", async () => {
  const user = newUser();
  // Where `register` would put a copy of the package.
  const mine = join(user.home, ".local/share/nu_plugin_orchestrator/bin", basename(plugin));
  mkdirSync(dirname(mine), { recursive: true });
  linkSync(plugin, mine);
  const run = (word: string) => spawnSync(mine, [word], { env: user.env, encoding: "utf8" });
  expect(run("register")).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining(mine) });
  const shell = await newShell(user, "orch status -d fixtures/data/small | get running");
  expect(shell).toMatchObject({ code: 0, stdout: "true\n" });
  const report = run("doctor");
  expect(report).toMatchObject({ status: 0, stderr: "" });
  expect(report.stdout).toContain("runs this\n     It is part of the executable.\n");
  expect(report.stdout).not.toContain("starts it");
  expect(run("unregister")).toMatchObject({ status: 0, stderr: "" });
  expect(await newShell(user, "plugin list | length")).toMatchObject({ stdout: "0\n" });
  expect(existsSync(mine)).toBe(true);
});

it("pays no heed to options for another Node [standalone-options]", () => {
  const env = { NODE_OPTIONS: "--require=/nonexistent --of-a-later-node" };
  expect(spawnSync(plugin, ["--version"], { env, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
