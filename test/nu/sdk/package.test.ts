import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { publint } from "publint";
import { expect, it } from "vitest";
import { cleanEnvironment, nu, nuBinary, root } from "../../support/nu.ts";
import { projectWith } from "../../support/packages.ts";
import { writeFiles } from "../../support/temporary-directory.ts";

// The guide's: but for the names of files JavaScript and TypeScript at once, so that they are run and typechecked.
const source = (file: string) => readFileSync(join(root, file), "utf8");
const command = source("fixtures/plugins/greet-command.ts");
const plugin = `#!/usr/bin/env node\n${source("fixtures/plugins/greet.ts")}`;
const [, check = ""] = /^## Tests$.*?^```ts\n(.*?)^```$/ms.exec(source("src/nushell/README.md")) ?? [];
const asJavaScript = (code: string) => code.replaceAll(/(?<="\.\/[\w-]+)\.ts(?=")/g, ".js");

it("is the SDK of other plugins, test kit included [sdk-package] [kit-package]", { timeout: 30_000 }, async () => {
  const directory = projectWith("nu-plugin");
  const linted = await publint({ pkgDir: join(directory, "node_modules/nu-plugin"), strict: true, pack: false });
  expect(linted).toMatchObject({ messages: [] });
  const loading = `import { loadPlugin } from "nu-plugin/testing";
const loaded = await loadPlugin(() => import("./greet.ts"));
assert.equal((await runCommand(loaded.command("greet"), { positionals: ["Bob"] })).value, "Hello, Bob!");
`;
  const served = asJavaScript(plugin);
  writeFiles(directory, { "greet-command.js": command, "greet.js": served, nu_plugin_greet: served });
  writeFiles(directory, { "check.js": asJavaScript(`${check}${loading}`) });
  const launcher = join(directory, "nu_plugin_greet");
  chmodSync(launcher, 0o755);
  const registry = join(directory, "plugins.msgpackz");
  const added = await nu(`plugin add --plugin-config ${registry} ${launcher}`, { plugins: [] });
  expect(added).toMatchObject({ code: 0, stderr: "" });
  const script = `plugin use --plugin-config ${registry} greet\ngreet Ada --shout`;
  expect(await nu(script, { plugins: [] })).toMatchObject({ code: 0, stdout: "HELLO, ADA!\n", stderr: "" });
  const env = cleanEnvironment();
  env["PATH"] = `${dirname(nuBinary())}${delimiter}${env["PATH"]}`;
  expect(check).toContain("checkExamples");
  const checked = spawnSync(process.execPath, ["check.js"], { cwd: directory, env, encoding: "utf8" });
  expect(checked).toMatchObject({ stderr: "", status: 0 });
});

it("has in its package nothing of what is built with it here [sdk-package-alone]", { timeout: 30_000 }, () => {
  const installed = join(projectWith("nu-plugin"), "node_modules/nu-plugin");
  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), "utf8") }));
  expect(texts.map(({ name }) => name)).toEqual(expect.arrayContaining(["README.md", "LICENSE", "index.d.ts"]));
  const about = texts.filter(({ name, text }) => name !== "LICENSE" && /\borch\b|orchestrator|workflow/i.test(text));
  expect(about.map(({ name }) => name)).toEqual([]);
});

it(
  "has all that its pages lead to, the example plugins in a folder of their own [sdk-package-links]",
  { timeout: 30_000 },
  () => {
    const installed = join(projectWith("nu-plugin"), "node_modules/nu-plugin");
    const pages = [
      "README.md",
      "CHANGELOG.md",
      ...readdirSync(join(installed, "docs")).map((page) => join("docs", page)),
    ];
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, link = ""]) => join(dirname(page), link).replace("../../fixtures/plugins", "dist/examples"))
        .filter((target) => !existsSync(join(installed, target))),
    );
    expect(broken).toEqual([]);
  },
);

it("has types that need no more than Node's [sdk-package] [kit-package]", { timeout: 30_000 }, () => {
  const directory = projectWith("nu-plugin");
  writeFiles(directory, {
    "greet-command.ts": command,
    "check.ts": `${check}
// @ts-expect-error -- So the types are really there.
openNu({ plugins: "none" });
// @ts-expect-error
runCommand("greet");
`,
    "plugin.ts": `${plugin}
// @ts-expect-error
servePlugin({ commands: "none" });
`,
  });
  cpSync(join(root, "node_modules/@types/node"), join(directory, "node_modules/@types/node"), { recursive: true });
  cpSync(join(root, "node_modules/undici-types"), join(directory, "node_modules/undici-types"), { recursive: true });
  const tsc = (...flags: string[]) => {
    const args = [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--target", "es2023"];
    args.push("--allowImportingTsExtensions");
    args.push("--types", "node", ...flags, "plugin.ts", "check.ts");
    return spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
  };
  expect(tsc("--module", "nodenext")).toMatchObject({ status: 0, stdout: "" });
  expect(tsc("--module", "preserve", "--moduleResolution", "bundler")).toMatchObject({ status: 0, stdout: "" });
});
