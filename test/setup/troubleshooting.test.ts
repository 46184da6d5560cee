// What a real nu prints where the plugin does not start, and what src/INSTALL.md says of it.
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { pluginFile, root } from "../support/nu.ts";
import { sectionOf } from "../support/pages.ts";
import { newShell, newUser, program, setUp, type Said, type User } from "./setup-command.ts";

const page = sectionOf("src/INSTALL.md", "## Troubleshooting").replaceAll(/\s+/g, " ");
const quoted = [...page.matchAll(/\*\*"([^"]+)"\*\*/g)].map(([, words = ""]) => words);

/** What a person reads, without the frame that Nushell draws and the ends of its lines. */
function flat({ stdout, stderr }: Said): string {
  return `${stdout}${stderr}`.replaceAll(/\s*\n\s*(?:[|│]\s)?\s*/g, " ");
}

/** Adds the plugin by hand, as Nushell's book has it. */
function added(user: User, file = pluginFile, env: Readonly<Record<string, string>> = {}): Promise<Said> {
  mkdirSync(join(user.home, ".config/nushell"), { recursive: true });
  return newShell(user, `plugin add '${file}'`, env);
}

/** The package in a place where it can be spoiled, registered there. */
async function movablePackage(user: User): Promise<string> {
  const home = join(user.home, "package");
  for (const part of ["plugin", "dist", "package.json"])
    cpSync(join(root, part), join(home, part), { recursive: true });
  const file = join(home, "plugin", "nu_plugin_orchestrator");
  expect(await setUp(user, ["register"], { file })).toMatchObject({ code: 0 });
  return home;
}

const call = "orch status --data-dir fixtures/data/small";

const cases: Readonly<Record<string, (user: User) => Promise<Said>>> = {
  "/usr/bin/env: 'node': No such file or directory": (user) => added(user),
  "unable to get encoding from plugin: failed to fill whole buffer": (user) => added(user),
  "nu_plugin_orchestrator needs Node 20.19 or newer": async (user) => {
    const options = `--require "${join(root, "test/wire/preload/old-node.cjs")}"`;
    const env = { NODE_OPTIONS: options, OLD_NODE: "18.20.8" };
    expect(flat(await setUp(user, ["register"], { env }))).toContain("this is 18.20.8: install a newer Node");
    await setUp(user, ["register"]);
    return newShell(user, call, env);
  },
  "Plugin failed to load: Can't find": async (user) => {
    const home = await movablePackage(user);
    rmSync(home, { recursive: true });
    expect(flat(await newShell(user, call))).toContain(`Can't find ${process.execPath}`);
    expect(await setUp(user, ["unregister"])).toMatchObject({ code: 0 });

    const node = join(user.home, "node");
    cpSync(process.execPath, node);
    await setUp(user, ["register"], { node });
    rmSync(node);
    const said = await newShell(user, call);
    expect(flat(said)).toContain(`Can't find ${node}`);
    return said;
  },
  "is not built": async (user) => {
    const home = await movablePackage(user);
    rmSync(join(home, "dist"), { recursive: true });
    return newShell(user, call);
  },
  "is a copy outside its package": async (user) => {
    const copy = join(user.home, "nu_plugin_orchestrator");
    cpSync(pluginFile, copy);
    return added(user, copy, { PATH: user.env["PATH"] ?? "" });
  },
  "failed to fill whole buffer": async (user) => {
    await setUp(user, ["register"]);
    return newShell(user, call, { NODE_OPTIONS: "--require /nonexistent" });
  },
  "on stdout before the plugin began": async (user) => {
    await setUp(user, ["register"]);
    return newShell(user, call, { NODE_OPTIONS: "--import=data:text/javascript,console.log('hello')" });
  },
  "no answer from Nushell": async (user) => {
    const shim = program(user, "shims/node", `echo "Now using node"\nexec '${process.execPath}' "$@"`);
    const PATH = `${join(shim, "..")}:/usr/bin:/bin`;
    const said = await added(user, pluginFile, { PATH });
    // As the page says, a node on PATH that is a script does not matter to what is registered.
    expect(await setUp(user, ["register"], { env: { PATH: `${PATH}:${user.env["PATH"]}` } })).toMatchObject({
      code: 0,
    });
    expect(await newShell(user, `${call} | get running`, { PATH })).toMatchObject({ code: 0, stdout: "true\n" });
    return said;
  },
  "gone, as after an upgrade": async (user) => {
    const home = await movablePackage(user);
    // An upgrade leaves no file of the version before.
    const upgrade = `glob '${home}/dist/check*.cjs' | each {|file| rm $file }`;
    const said = await newShell(user, `orch | ignore; ${upgrade}; orch check --data-dir fixtures/data/small`);
    expect(flat(said)).toContain("plugin stop");
    return said;
  },
};

it.each(Object.entries(cases))(
  'is asked about "%s", and a real nu prints it [troubleshooting]',
  async (words, spoil) => {
    expect(page).toContain(`**"${words}"**`);
    const said = await spoil(newUser());
    expect(flat(said)).toContain(words);
    expect(said.code).not.toBe(0);
  },
);

it("quotes nothing that no nu was seen to print [troubleshooting]", () => {
  expect(quoted.toSorted()).toEqual(Object.keys(cases).toSorted());
});
