// What `npm create nu-plugin` takes and says. test/nu/sdk/create.test.ts runs in a real Nushell what it makes.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import sdk from "../src/nushell/package.json" with { type: "json" };
import template from "../src/create-nu-plugin/template/package.json" with { type: "json" };
import { cleanEnvironment, root } from "./support/nu.ts";
import { filesIn, installedFrom, packed } from "./support/packages.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** The program as it stands, run by the Node that runs this test. */
function create(cwd: string, ...args: string[]) {
  const program = join(root, "src/create-nu-plugin/create.js");
  return spawnSync(process.execPath, [program, ...args], { cwd, env: cleanEnvironment(), encoding: "utf8" });
}

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

  it("is a program and the plugin that it copies, and has npm run or fetch nothing [create-files] [install-scripts]", () => {
    const installed = installedFrom(packed("create-nu-plugin"), "create-nu-plugin");
    expect(filesIn(installed)).toEqual(
      `LICENSE README.md create.js package.json template/README.md template/gitignore template/my-thing.test.ts
template/my-thing.ts template/nu_plugin_my_thing.ts template/package.json template/tsconfig.json`.split(/\s/),
    );
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(Object.keys(manifest).filter((key) => /scripts|dependencies/i.test(key))).toEqual([]);
  });

  it("asks for the SDK's version [create-plugin]", () => {
    expect(template.dependencies["nu-plugin"]).toBe(`^${sdk.version}`);
  });
});
