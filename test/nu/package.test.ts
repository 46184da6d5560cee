import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { cleanEnvironment, nu, nuBinary, root } from "../support/nu.ts";
import { temporaryDirectory, writeFiles } from "../support/temporary-directory.ts";

/** npm in a directory, without what this machine's settings or a newer npm would make it say. */
function npm(cwd: string, ...args: string[]) {
  const env = cleanEnvironment({ HOME: cwd, npm_config_update_notifier: "false" });
  return spawnSync("npm", args, { cwd, env, encoding: "utf8" });
}

/** The tarball that would be published. */
function packed(): string {
  const directory = temporaryDirectory();
  // Packing rewrites package.json for a moment, so it is done on a copy.
  const copy = join(directory, "copy");
  for (const part of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "plugin", "dist", "src", "fixtures"]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  npm(copy, "pack", "--pack-destination", directory);
  return join(directory, readdirSync(directory).find((name) => name.endsWith(".tgz")) ?? "");
}

it("works through npm's global bin link, and installs without a warning [install-npm]", async () => {
  const prefix = temporaryDirectory();
  expect(npm(prefix, "install", "--global", "--prefix", prefix, packed())).toMatchObject({ status: 0, stderr: "" });
  const link = join(prefix, "bin", "nu_plugin_orchestrator");
  const registry = join(prefix, "plugins.msgpackz");
  expect(await nu(`plugin add --plugin-config ${registry} ${link}`, { plugins: [] })).toMatchObject({ code: 0 });
  const script = `plugin use --plugin-config ${registry} orchestrator\norch status -d data/small | get running`;
  expect(await nu(script, { plugins: [] })).toMatchObject({ code: 0, stdout: "true\n" });
  const module = join(prefix, "lib/node_modules/nu_plugin_orchestrator/plugin/orch.nu");
  const gate = `plugin use --plugin-config ${registry} orchestrator\nuse ${module}\norch report gate -d data/empty`;
  expect(await nu(gate, { plugins: [] })).toMatchObject({ code: 0, stdout: "No task has failed.\n" });
});

// The guide's: JavaScript and TypeScript at once, so that they are run and typechecked as they stand.
const source = (file: string) => readFileSync(join(root, file), "utf8");
const command = source("fixtures/plugins/greet-command.ts");
const plugin = `#!/usr/bin/env node\n${source("fixtures/plugins/greet.ts")}`;
const [, check = ""] = /^## Tests$.*?^```ts\n(.*?)^```$/ms.exec(source("src/nushell/README.md")) ?? [];

/** A project of somebody else's: it has this package, and nothing of this repository. */
function project(): string {
  const directory = temporaryDirectory({ "package.json": { type: "module" } });
  // Offline, as there is nothing else to install.
  expect(npm(directory, "install", "--offline", packed())).toMatchObject({ status: 0, stderr: "" });
  return directory;
}

it("is the SDK of other plugins, test kit included [sdk-package] [kit-package]", { timeout: 30_000 }, async () => {
  const directory = project();
  writeFiles(directory, { "greet-command.js": command, nu_plugin_greet: plugin, "check.js": check });
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

it("has its pages for users, and all that they link to [sdk-package]", { timeout: 30_000 }, () => {
  const installed = join(project(), "node_modules/nu_plugin_orchestrator");
  const pages = [
    "README.md",
    ...["SECURITY", "commands/README", "nushell/README", "orchestrator/README"].map((name) => `src/${name}.md`),
  ];
  const broken = pages.flatMap((page) => {
    // What README.md says last is for those who have the repository.
    const [text = ""] = readFileSync(join(installed, page), "utf8").split("\n## Development\n");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => join(dirname(page), link));
    return links.filter((link) => !existsSync(join(installed, link)));
  });
  expect(broken).toEqual([]);
});

it("has types that need no more than Node's [sdk-package] [kit-package]", { timeout: 30_000 }, () => {
  const directory = project();
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
    args.push("--types", "node", ...flags, "plugin.ts", "check.ts");
    return spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
  };
  expect(tsc("--module", "nodenext")).toMatchObject({ status: 0, stdout: "" });
  expect(tsc("--module", "preserve", "--moduleResolution", "bundler")).toMatchObject({ status: 0, stdout: "" });
});
