import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import sdk from "../../../src/nushell/package.json" with { type: "json" };
import template from "../../../src/create-nu-plugin/template/package.json" with { type: "json" };
import { cleanEnvironment, nu, nuBinary, root } from "../../support/nu.ts";
import { npmWith, packed } from "../../support/packages.ts";
import { pathWith } from "../../support/runtimes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { errorsIn } from "../../support/typescript.ts";

/** The program as it stands, run by the Node that runs this test. */
function create(cwd: string, ...args: string[]) {
  const program = join(root, "src/create-nu-plugin/create.js");
  return spawnSync(process.execPath, [program, ...args], { cwd, env: cleanEnvironment(), encoding: "utf8" });
}

it("makes a plugin that needs no build, from the packed tarballs [create-plugin]", { timeout: 300_000 }, async () => {
  const directory = temporaryDirectory();
  const env = { PATH: `${dirname(nuBinary())}${delimiter}${pathWith("Node 22")}` };
  const npm = (cwd: string, ...args: string[]) => npmWith(env, cwd, ...args);
  const tarball = packed("create-nu-plugin");
  const made = npm(directory, "exec", "--offline", "--yes", "--package", tarball, "--", "create-nu-plugin", "my-thing");
  const lines = ["cd my-thing", "npm install", "npm test"];
  const registering = ["plugin add ./nu_plugin_my_thing.ts", "plugin use my_thing"];
  const printed = [...lines, ...registering, "my-thing Ada"].map((line) => `  ${line}\n`).join("");
  expect(made).toMatchObject({
    stderr: "",
    status: 0,
    stdout: `Made the plugin my_thing. Next, in Nushell:\n\n${printed}\n`,
  });

  const folder = join(directory, "my-thing");
  expect(readdirSync(folder)).toContain(".gitignore");
  // There is nothing to fetch: the tools for types are this repository's.
  const manifest = { ...template, devDependencies: {} };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  expect(npm(folder, "install", "--offline", packed("nu-plugin"))).toMatchObject({ stderr: "", status: 0 });
  for (const name of ["@types/node", "undici-types"]) {
    cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  }
  expect(errorsIn(folder)).toBe("");
  const tested = npm(folder, "test");
  expect(tested).toMatchObject({ stderr: "", status: 0 });
  expect(tested.stdout).toMatch(/pass 3\n.*fail 0\n/);

  const registry = `--plugin-config ${folder}/plugins.msgpackz`;
  const inNu = (script: string) =>
    nu(script.replace(/^plugin (add|use)/, `plugin $1 ${registry}`), { plugins: [], cwd: folder, env });
  const [add = "", use = ""] = registering;
  expect(await inNu(add)).toMatchObject({ stderr: "", code: 0 });
  expect(await inNu(`${use}\nmy-thing Ada`)).toMatchObject({ stderr: "", stdout: "Hello, Ada!\n" });
  // Windows' way, which works here too.
  expect(await inNu(add.replace("add", "add --shell (which node).0.path"))).toMatchObject({ stderr: "", code: 0 });
  expect(await inNu(`${use}\nmy-thing Ada --shout`)).toMatchObject({ stderr: "", stdout: "HELLO, ADA!\n" });
});

describe("npm create nu-plugin", () => {
  it("takes the name with or without its prefix, as a path, or from the folder where it is [create-name]", () => {
    const directory = temporaryDirectory({ "here/.git/HEAD": "" });
    for (const name of ["nu_plugin_some_thing", "nu-plugin-some-thing", "some_thing", "deep/some-thing"]) {
      expect(create(directory, name)).toMatchObject({ stderr: "", status: 0 });
      const files = readdirSync(join(directory, name));
      expect(files).toEqual(expect.arrayContaining(["nu_plugin_some_thing.ts", "some-thing.ts", "some-thing.test.ts"]));
    }
    const here = create(join(directory, "here"), ".");
    expect(here).toMatchObject({ stderr: "", status: 0 });
    expect(here.stdout).not.toContain("cd ");
    const texts = readdirSync(join(directory, "here"), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `${name}\n${readFileSync(join(directory, "here", name), "utf8")}`);
    expect(texts.filter((text) => /my.thing/i.test(text))).toEqual([]);
  });

  it("says what is wrong with what it is given, and leaves everything alone [create-name]", () => {
    const directory = temporaryDirectory({ "full/file": "", file: "" });
    const refused = (...args: string[]) => {
      const { stdout, stderr, status } = create(directory, ...args);
      expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
      return stderr;
    };
    expect(refused()).toBe(
      "create-nu-plugin: the plugin needs a name: npm create nu-plugin NAME, such as: npm create nu-plugin my-thing\n",
    );
    for (const name of ["MyThing", "my thing", "my--thing", "3d", "nu_plugin_", "--force", "é"]) {
      expect(refused(name)).toContain("cannot name a plugin: use lower-case letters, digits and single hyphens");
    }
    expect(refused("my", "thing")).toContain("one name is expected, and there are 2: my thing");
    expect(refused("full")).toBe(
      `create-nu-plugin: ${directory}/full is not empty: choose another name, or empty it\n`,
    );
    expect(refused("file")).toContain("EEXIST");
    expect(readdirSync(directory)).toEqual(["file", "full"]);
    expect(existsSync(join(directory, "full/package.json"))).toBe(false);
  });

  it("says so where Node is too old to run TypeScript [create-old-node]", () => {
    const { stdout } = create(temporaryDirectory(), "my-thing");
    const tooOld = `This is Node ${process.versions.node}, which is too old to run TypeScript`;
    expect(stdout.includes(tooOld)).toBe(!Reflect.get(process.features, "typescript"));
    expect(create(temporaryDirectory(), "--help").stdout).toContain("Usage: npm create nu-plugin NAME");
  });

  it("asks for the SDK's version [create-plugin]", () => {
    expect(template.dependencies["nu-plugin"]).toBe(`^${sdk.version}`);
  });
});
