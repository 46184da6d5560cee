import { accessSync, chmodSync, constants, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { describe } from "vitest";
import { root } from "./nu.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "nickel"));

/** The real engines; .ci/run installs both. */
const engines = {
  nickel: {
    path: [...onPath, join(process.env["CARGO_HOME"] ?? join(homedir(), ".cargo"), "bin/nickel")].find(isExecutable),
    install: "cargo install nickel-lang-cli --locked",
  },
  kcl_lib: {
    path: [`${root}/node_modules/.cache/kcl-venv/bin/python3`].find(isExecutable),
    install: "python3 -m venv node_modules/.cache/kcl-venv && node_modules/.cache/kcl-venv/bin/pip install kcl-lib",
  },
};

export type EngineName = keyof typeof engines;

/** A PATH on which both engines are, and no `kcl` command but one that the machine has beside them. */
export const enginesPath = Object.values(engines)
  .flatMap(({ path }) => (path === undefined ? [] : [dirname(path)]))
  .join(delimiter);

/** The absolute path of a real engine: `nickel` itself, or the Python that has `kcl_lib`. */
export function enginePath(name: EngineName): string {
  const { path, install } = engines[name];
  if (path === undefined) throw new Error(`${name} is not installed: ${install}`);
  return path;
}

/** Whether a real engine is here. In CI it has to be. */
export function hasEngine(name: EngineName): boolean {
  return process.env["CI"] === "true" ? enginePath(name) !== "" : engines[name].path !== undefined;
}

/** Tests of a real engine; where it is not installed they are skipped, which the report says with the reason. */
export function describeEngine(name: EngineName, title: string, tests: () => void): void {
  const isHere = hasEngine(name);
  const reason = isHere ? "" : ` (skipped: ${name} is not installed: ${engines[name].install})`;
  // oxlint-disable-next-line vitest/valid-describe-callback -- it is a function.
  describe.skipIf(!isHere)(`${title}${reason}`, tests);
}

/**
 * A folder with a `kcl` command, to be PATH: the real one cannot be installed from a package registry, so this one has
 * its engine and the part of its surface that is used.
 */
export function kclCommandFolder(): string {
  const folder = temporaryDirectory();
  const source = readFileSync(`${root}/test/support/kcl-command.py`, "utf8");
  writeFileSync(join(folder, "kcl"), `#!${enginePath("kcl_lib")} -I\n${source}`);
  chmodSync(join(folder, "kcl"), 0o755);
  return folder;
}
