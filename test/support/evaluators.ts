import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { type EvaluatorName, evaluatorPath, evaluators, hasEvaluator } from "./evaluator-paths.ts";
import { firstLine } from "./first-line.ts";
import { root } from "./nu.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/**
 * Tests of a real engine; where it is not installed they are skipped, which the report says with the reason. There is no
 * name where these tests do not fit the system.
 */
export function describeEvaluator(name: EvaluatorName | undefined, title: string, tests: () => void): void {
  const isHere = name !== undefined && hasEvaluator(name);
  const lack = name === undefined ? "not on this system" : `${name} is not installed: ${evaluators[name].install}`;
  const reason = isHere ? "" : ` (skipped: ${lack})`;
  // oxlint-disable-next-line vitest/valid-describe-callback -- it is a function.
  describe.skipIf(!isHere)(`${title}${reason}`, tests);
}

/**
 * A folder with a `kcl` command, and a Python without kcl_lib to lock it in, to be PATH: the real command cannot be
 * installed from a package registry, so this one has its engine and the part of its surface that is used.
 */
export function kclCommandFolder(): string {
  const folder = temporaryDirectory();
  const source = readFileSync(`${root}/test/support/kcl-command.py`, "utf8");
  writeFileSync(join(folder, "kcl"), `${firstLine(evaluatorPath("kcl_lib"))} -I\n${source}`);
  chmodSync(join(folder, "kcl"), 0o755);
  symlinkSync(evaluatorPath("kcl_lib"), join(folder, "python3"));
  return folder;
}

/** A Python with kcl_lib that finds no Landlock, called `python3`, in a folder of its own. */
export function pythonWithoutLandlock(): string {
  const path = join(temporaryDirectory(), "python3");
  const source = readFileSync(`${root}/test/support/python-without-landlock.py`, "utf8");
  writeFileSync(path, `${firstLine(evaluatorPath("kcl_lib"))} -I\n${source}`);
  chmodSync(path, 0o755);
  return path;
}
