import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { isWindows } from "../../src/orchestrator/system/system.ts";
import { root } from "./nu.ts";

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const nickel = isWindows ? "nickel.exe" : "nickel";
const python = isWindows ? "Scripts/python.exe" : "bin/python3";
const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, nickel));

/** The real evaluators; .ci/run installs both. */
export const evaluators = {
  nickel: {
    path: [...onPath, join(process.env["CARGO_HOME"] ?? join(homedir(), ".cargo"), "bin", nickel)].find(isExecutable),
    install: "cargo install nickel-lang-cli --locked",
  },
  kcl_lib: {
    // The latter is fetched for Windows by Linux.
    path: [`kcl-venv/${python}`, "windows/python/python.exe"]
      .map((path) => `${root}/node_modules/.cache/${path}`)
      .find(isExecutable),
    install: "python3 -m venv node_modules/.cache/kcl-venv && node_modules/.cache/kcl-venv/bin/pip install kcl-lib",
  },
};

export type EvaluatorName = keyof typeof evaluators;

/** A PATH on which both evaluators are, and no `kcl` command but one that the machine has beside them. */
export const evaluatorsPath = Object.values(evaluators)
  .flatMap(({ path }) => (path === undefined ? [] : [dirname(path)]))
  .join(delimiter);

/** The absolute path of a real engine: `nickel` itself, or the Python that has `kcl_lib`. */
export function evaluatorPath(name: EvaluatorName): string {
  const { path, install } = evaluators[name];
  if (path === undefined) throw new Error(`${name} is not installed: ${install}`);
  return path;
}

/** Whether a real engine is here. In CI it has to be. */
export function hasEvaluator(name: EvaluatorName): boolean {
  return process.env["CI"] === "true" ? evaluatorPath(name) !== "" : evaluators[name].path !== undefined;
}
