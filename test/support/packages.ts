import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";
import { cleanEnvironment, root } from "./nu.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** npm in a directory, without what this machine's settings or a newer npm would make it say. */
export function npm(cwd: string, ...args: string[]) {
  return npmWith({}, cwd, ...args);
}

/** The same with more variables, such as a PATH with another Node. */
export function npmWith(more: Readonly<Record<string, string>>, cwd: string, ...args: string[]) {
  const env = cleanEnvironment({ HOME: cwd, npm_config_update_notifier: "false", ...more });
  return spawnSync("npm", args, { cwd, env, encoding: "utf8" });
}

/** The packages of the repository, by the folders that they are in. */
const packages = {
  nu_plugin_orchestrator: ".",
  "nu-plugin": "src/nushell",
  "create-nu-plugin": "src/create-nu-plugin",
};

export type PackageName = keyof typeof packages;

/** A copy of what packages are made of, with the installed dependencies. */
export function copyOfRepository(): string {
  const copy = temporaryDirectory();
  for (const part of readdirSync(root).filter(
    (each) => !/^(\.git|node_modules|coverage|standalone|test|benches)$/.test(each),
  )) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** The tarball of a package as it would be published; `change` may make another version of it first, in a copy of the repository. */
export function packed(name: PackageName, change: (copy: string) => void = () => {}): string {
  const directory = temporaryDirectory();
  // Packing builds, and rewrites package.json for a moment, so it is done on a copy.
  const copy = copyOfRepository();
  change(copy);
  expect(npm(join(copy, packages[name]), "pack", "--pack-destination", directory)).toMatchObject({ status: 0 });
  return join(directory, readdirSync(directory).find((file) => file.endsWith(".tgz")) ?? "");
}

/** A project of somebody else's: it has the package, and nothing of this repository. */
export function projectWith(name: PackageName): string {
  return dirname(dirname(installedFrom(packed(name), name)));
}

/** The folder of a package that such a project has from its tarball. */
export function installedFrom(tarball: string, name: PackageName): string {
  const directory = temporaryDirectory({ "package.json": { type: "module" } });
  // Offline, as there is nothing else to install.
  expect(npm(directory, "install", "--offline", tarball)).toMatchObject({ status: 0, stderr: "" });
  return join(directory, "node_modules", name);
}

/** The files below a folder of a directory, by their paths from there. */
export function filesIn(directory: string, folder = "."): readonly string[] {
  const entries = readdirSync(join(directory, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(directory, join(parentPath, name))).toSorted();
}
