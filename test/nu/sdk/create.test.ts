import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, it } from "vitest";
import template from "../../../src/create-nu-plugin/template/package.json" with { type: "json" };
import { nu, nuBinary, root } from "../../support/nu.ts";
import { npmWith, packed } from "../../support/packages.ts";
import { pathWith } from "../../support/runtimes.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { errorsIn } from "../../support/typescript.ts";

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
