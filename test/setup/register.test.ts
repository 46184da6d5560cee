import { chownSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { nuBinary, pluginFile, root } from "../support/nu.ts";
import { release } from "../support/releases.ts";
import { newShell, newUser, program, setUp, type User } from "./setup-command.ts";

const { version } = manifest;

/** What is registered, as Nushell has it. */
async function registered(user: User, registry = user.registry): Promise<unknown> {
  const script = `open --raw '${registry}' | from msgpackz | get plugins | select name filename shell | to json --raw`;
  return JSON.parse((await newShell(user, script)).stdout);
}

const ours = { name: "orchestrator", filename: pluginFile, shell: process.execPath };

it("registers the plugin with its Node, so that a new shell without node on PATH has it [setup-register]", async () => {
  const user = newUser();
  const { code, stdout, stderr } = await setUp(user, ["register"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toBe(`Registered nu_plugin_orchestrator ${version} with Nushell ${release}. A new shell has it.

  plugin    ${pluginFile}
  node      ${process.execPath} (${process.versions.node})
  registry  ${user.registry}

In a nu that is open, type
  plugin use orchestrator
Then try
  orch --help
`);
  expect(await registered(user)).toEqual([ours]);
  const answer = await newShell(user, `orch status --data-dir '${root}/fixtures/data/small' | get running`);
  expect(answer).toMatchObject({ code: 0, stdout: "true\n" });
});

it("registers again what is registered, and says that an open nu has to stop the old one [setup-again]", async () => {
  const user = newUser();
  await setUp(user, ["register"]);
  const { code, stdout } = await setUp(user, ["register"]);
  expect(code).toBe(0);
  expect(stdout).toContain("\n  plugin stop orchestrator\n  plugin use orchestrator\n");
  expect(await registered(user)).toEqual([ours]);
});

it("says that it was called from another Nushell than the one on PATH [setup-other-nu]", async () => {
  const user = newUser();
  const env = { NU_VERSION: "0.99.1" };
  const note = `This was called from Nushell 0.99.1, and the nu on PATH is another, ${release}. To use the former: --nu PATH`;
  for (const word of ["register", "doctor"]) {
    const { stdout } = await setUp(user, [word], { env });
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(note);
  }
});

it("takes the user's nu, and not that of the project in which npx is called [setup-project-nu]", async () => {
  const user = newUser();
  program(user, "project/node_modules/.bin/nu", "echo 0.99.1");
  const PATH = `${user.home}/project/node_modules/.bin:${user.env["PATH"]}`;
  for (const word of ["register", "doctor"]) {
    const { stdout } = await setUp(user, [word], { env: { PATH } });
    expect(stdout).toContain(`Nushell ${release}`);
  }
});

it("takes the given nu and the given registry, and touches no other [setup-options]", async () => {
  const user = newUser();
  const registry = join(user.home, "new folder", "its plugins.msgpackz");
  const given = ["--nu", join(user.home, "my programs", "nu"), "--plugin-config", registry];
  const { code, stdout } = await setUp(user, ["register", ...given], { env: { PATH: "/nonexistent" } });
  expect(code).toBe(0);
  expect(stdout).toContain(`In Nushell, type\n  plugin use --plugin-config "${registry}" orchestrator\n`);
  expect(await registered(user, registry)).toEqual([ours]);
  expect(existsSync(user.registry)).toBe(false);
  expect(await setUp(user, ["unregister", ...given])).toMatchObject({ code: 0 });
  expect(await registered(user, registry)).toEqual([]);
});

/** The package as `npx` has fetched it. */
function fetchedPackage(user: User): string {
  const home = join(user.home, ".npm/_npx/0123abcd/node_modules/nu_plugin_orchestrator");
  for (const part of ["plugin", "dist", "package.json"])
    cpSync(join(root, part), join(home, part), { recursive: true });
  mkdirSync(join(home, "dist/compile-cache"), { recursive: true });
  writeFileSync(join(home, "dist/compile-cache/of-npx"), "");
  return home;
}

it("copies what npx has fetched to a place that stays, and unregister removes the copy [setup-npx]", async () => {
  const user = newUser();
  const file = join(fetchedPackage(user), "plugin", "nu_plugin_orchestrator");
  const run = { file, env: { npm_command: "exec" } };
  const { code, stdout } = await setUp(user, ["register"], run);
  expect(code).toBe(0);
  expect(stdout).toContain("`npx nu_plugin_orchestrator unregister` removes it.");
  const copies = join(user.home, ".local/share/nu_plugin_orchestrator");
  const copy = join(copies, version, "plugin", "nu_plugin_orchestrator");
  expect(await registered(user)).toEqual([{ ...ours, filename: copy }]);
  // What was compiled for the code at its old path is of no use at the new one.
  expect(existsSync(join(copies, version, "dist/compile-cache/of-npx"))).toBe(false);

  // From the same version again, over the copy that is there.
  expect(await setUp(user, ["register"], run)).toMatchObject({ code: 0 });
  rmSync(join(user.home, ".npm"), { recursive: true });
  expect(await newShell(user, "orch | describe")).toMatchObject({ code: 0, stdout: "string\n" });

  // Another registry is another matter.
  const other = ["unregister", "--plugin-config", join(user.home, "other.msgpackz")];
  expect(await setUp(user, other)).toMatchObject({ code: 0 });
  expect(existsSync(copy)).toBe(true);

  expect((await setUp(user, ["unregister"])).stdout).toContain(`Removed ${copies}\n`);
  expect(existsSync(copies)).toBe(false);
  expect(await registered(user)).toEqual([]);
});

it("says that a plugin that was installed in the folder of a version of Node goes with it [setup-node-path]", async () => {
  const user = newUser();
  const version22 = join(user.home, ".nvm/versions/node/v22.0.0");
  const node = join(version22, "bin/node");
  mkdirSync(dirname(node), { recursive: true });
  cpSync(process.execPath, node);
  const home = join(version22, "lib/node_modules/nu_plugin_orchestrator");
  for (const part of ["plugin", "dist", "package.json"])
    cpSync(join(root, part), join(home, part), { recursive: true });
  const inside = await setUp(user, ["register"], { node, file: join(home, "plugin", "nu_plugin_orchestrator") });
  const words =
    "This Node is one of nvm's, and the plugin lies in its folder. Before you remove this version of Node, install";
  expect(inside.stdout.replaceAll("\n", " ")).toContain(words);
  const outside = await setUp(user, ["register"], { node });
  expect(outside.stdout.replaceAll("\n", " ")).toContain("This Node is one of nvm's. Before you remove this version");
});

it("keeps the copy below XDG_DATA_HOME, if that is set [setup-npx]", async () => {
  const user = newUser();
  const file = join(fetchedPackage(user), "plugin", "nu_plugin_orchestrator");
  const data = join(user.home, "data");
  const run = { file, env: { XDG_DATA_HOME: data } };
  expect(await setUp(user, ["register"], run)).toMatchObject({ code: 0 });
  const filename = join(data, "nu_plugin_orchestrator", version, "plugin", "nu_plugin_orchestrator");
  expect(await registered(user)).toEqual([{ ...ours, filename }]);
});

it("unregisters a plugin whose file is gone, and one that is not registered [setup-unregister]", async () => {
  const user = newUser();
  expect(await setUp(user, ["unregister"])).toEqual({
    code: 0,
    stdout: `Nothing to do: nu_plugin_orchestrator is not registered in ${user.registry}\n`,
    stderr: "",
  });
  const moved = join(user.home, "moved");
  for (const part of ["plugin", "dist", "package.json"])
    cpSync(join(root, part), join(moved, part), { recursive: true });
  await setUp(user, ["register"], { file: join(moved, "plugin", "nu_plugin_orchestrator") });
  rmSync(moved, { recursive: true });
  const { code, stdout } = await setUp(user, ["unregister"]);
  expect(code).toBe(0);
  expect(stdout).toContain(`Removed nu_plugin_orchestrator from ${user.registry}\n`);
  expect(await registered(user)).toEqual([]);
});

it("registers with npm's nu, which is a script that needs a node on PATH itself [setup-npm-nu]", async () => {
  const user = newUser();
  const text = `#!/usr/bin/env node
    const { spawnSync } = require("node:child_process");
    process.exit(spawnSync(${JSON.stringify(nuBinary())}, process.argv.slice(2), { stdio: "inherit" }).status);`;
  const nu = join(user.home, "nu");
  writeFileSync(nu, text, { mode: 0o755 });
  const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  expect(await setUp(user, ["register", "--nu", nu], { env })).toMatchObject({ code: 0, stderr: "" });
});

it("says of a nu that it cannot use what is wrong and what to do [setup-no-nu]", async () => {
  const user = newUser();
  const failed = async (nu?: string) => {
    const { code, stdout, stderr } = await setUp(user, ["register", ...(nu === undefined ? [] : ["--nu", nu])], {
      env: { PATH: "/nonexistent" },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    return stderr;
  };
  expect(await failed()).toBe(`nu_plugin_orchestrator register: There is no nu on PATH
  Install Nushell (https://www.nushell.sh/book/installation.html), or say where
  it is: --nu /path/to/nu
`);
  expect(await failed("/nonexistent/nu")).toContain("register: /nonexistent/nu is not a program\n  Give --nu");
  const another = program(user, "other/nu", "echo NuGet 6.0");
  expect(await failed(another)).toContain(`${another} is not Nushell: asked for its version, it says NuGet 6.0\n`);
  const old = program(user, "old/nu", "echo 0.97.1");
  expect(await failed(old)).toContain(`Nushell 0.97.1 is too old: ${old}\n  This plugin needs Nushell 0.98 or newer.`);
  const homeless = program(user, "homeless/nu", `[ "$1" = --version ] && echo 0.115.1 || true`);
  expect(await failed(homeless)).toContain("no place for its plugin registry, as this user has no home\n  Set HOME");
  const bad = join(user.home, "bad");
  writeFileSync(bad, "#!/nonexistent/interpreter\n", { mode: 0o755 });
  expect(await failed(bad)).toContain(
    `${bad} could not be started: the interpreter or loader that it names does not exist\n`,
  );
});

it("says why Nushell did not register it [setup-add-fails]", async () => {
  const user = newUser();
  mkdirSync(join(user.home, ".config/nushell"), { recursive: true });
  writeFileSync(user.registry, "not a registry");
  const broken = await setUp(user, ["register"]);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain(`register: The plugin registry ${user.registry} cannot be read: `);
  expect(broken.stderr).toContain("If it is broken, remove it and register all of your plugins");
  rmSync(user.registry);
  const absent = await setUp(user, ["register", "--plugin-config", "/proc/registry"]);
  expect(absent.code).toBe(1);
  expect(absent.stderr).toContain("register: Nushell did not register the plugin: Not found\n");
  const dying = join(user.home, "dying.cjs");
  writeFileSync(dying, `if (process.argv.includes("--stdio")) { console.error("I fell over"); process.exit(3); }`);
  const died = await setUp(user, ["register"], { env: { NODE_OPTIONS: `--require "${dying}"` } });
  expect(died.code).toBe(1);
  // Where the line ends depends on how long the paths of Node and the plugin are.
  expect(died.stderr).toMatch(
    /register: Nushell did not register the plugin: I fell over\n {2}See whether it starts:\s/,
  );
});

it("refuses to leave files of root in the home of who used sudo [setup-sudo]", async () => {
  const user = newUser();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(user.home, 65534, 65534);
  const foreign = isRoot ? user.home : "/";
  const refused = await setUp(user, ["register"], { env: { SUDO_USER: "me", HOME: foreign } });
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("None of this needs root. Run it without sudo:");
  const home = newUser();
  const accepted = await setUp(home, ["register"], { env: { SUDO_USER: "me" } });
  expect(accepted.stdout).toContain("This was run by sudo: the plugin is registered for that user, not for you.");
});

it.each([
  [["registr"], /unknown argument registr; did you mean "register"\?\n$/],
  [["unregisterr"], /unknown argument unregisterr; did you mean "unregister"\?\n$/],
  [["register", "--nuu", "x"], /register: unknown flag --nuu; did you mean "--nu"\?\n {2}Try --help\.\n$/],
  [["register", "-x"], /register: unknown flag -x\n/],
  [["register", "now"], /register: takes no argument, but got now\n/],
  [["register", "--nu", "--plugin-config", "x"], /register: --nu needs a path\n/],
  [["register", "--nu"], /register: --nu needs a path\n/],
  [["unregister", "--plugin-config="], /unregister: --plugin-config needs a path\n/],
])("refuses %j with exit code 2 [setup-usage]", async (args, words) => {
  const { code, stdout, stderr } = await setUp(newUser(), args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(words);
});

it.each(["register", "unregister"])("explains %s with --help, and does nothing [setup-usage]", async (word) => {
  const user = newUser();
  for (const flag of ["--help", "-h"]) {
    const { code, stdout } = await setUp(user, [word, flag, "--nu", "/nonexistent"]);
    expect(code).toBe(0);
    expect(stdout).toContain("--plugin-config PATH");
    expect(stdout.split("\n").filter((line) => line.length > 80 && !line.includes(root))).toEqual([]);
  }
  expect(existsSync(join(user.home, ".config"))).toBe(false);
});
