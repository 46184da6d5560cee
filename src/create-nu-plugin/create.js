#!/usr/bin/env node
// Copies template/, whose plugin is called my-thing, under the name that is given. It is JavaScript, as Node runs no
// TypeScript that stands in node_modules.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { argv, cwd, exit, features, platform, versions } from "node:process";
import { fileURLToPath } from "node:url";

const template = fileURLToPath(new URL("template", import.meta.url));
const usage = "npm create nu-plugin NAME, such as: npm create nu-plugin my-thing";

const args = argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  console.log(`Makes a folder with a Nushell plugin in TypeScript.\nUsage: ${usage}`);
  exit();
}
const [target, ...others] = args;
if (target === undefined) fail(`the plugin needs a name: ${usage}`);
if (others.length > 0) fail(`one name is expected, and there are ${args.length}: ${args.join(" ")}`);

const folder = resolve(target);
const given = basename(folder);
const name = given.replace(/^nu[_-]plugin[_-]/, "").replaceAll("_", "-");
if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  fail(`"${given}" cannot name a plugin: use lower-case letters, digits and single hyphens, such as my-thing`);
}
const snakeName = name.replaceAll("-", "_");
const named = (text) => text.replaceAll("my-thing", name).replaceAll("my_thing", snakeName);

try {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).some((file) => file !== ".git"))
    fail(`${folder} is not empty: choose another name, or empty it`);
  for (const file of readdirSync(template)) {
    // npm packs no file that is called .gitignore.
    const path = join(folder, file === "gitignore" ? ".gitignore" : named(file));
    writeFileSync(path, named(readFileSync(join(template, file), "utf8")));
  }
  chmodSync(join(folder, `nu_plugin_${snakeName}.ts`), 0o755);
} catch (error) {
  fail(error.message);
}

const where = relative(cwd(), folder);
// Windows starts no file by its first line.
const shell = platform === "win32" ? "--shell (which node).0.path " : "";
const lines = [
  ...(where === "" ? [] : [`cd ${/[\s'"]/.test(where) ? JSON.stringify(where) : where}`]),
  "npm install",
  "npm test",
  `plugin add ${shell}./nu_plugin_${snakeName}.ts`,
  `plugin use ${snakeName}`,
  `${name} Ada`,
];
console.log(`Made the plugin ${snakeName}. Next, in Nushell:\n\n${lines.map((line) => `  ${line}\n`).join("")}`);
if (!features.typescript) {
  console.log(`This is Node ${versions.node}, which is too old to run TypeScript, and so cannot start the plugin.
Install Node 22.18 or newer, or bundle the plugin into JavaScript, which Node 20.19 runs too: after
\`npm install\`, node_modules/nu-plugin/docs/bundling.md tells how.`);
}

/** Ends with a line that says what is wrong. */
function fail(problem) {
  console.error(`create-nu-plugin: ${problem}`);
  exit(1);
}
