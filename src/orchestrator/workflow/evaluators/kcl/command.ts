import { readFileSync } from "node:fs";
import { symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { platform } from "node:process";
import { type ChildRequest, type ChildResult, runChild } from "../process/child.ts";
import { leadsSomewhere, obstacle } from "../../../system/file-problem.ts";
import { temporaryVariable } from "../../../system/system.ts";
import { deferredPlaces } from "../deferred-places.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { crashHelp, endingText, evaluatorFailed, notEvaluated, startFailure } from "../evaluator-error.ts";
import { hasError } from "../evaluator-problem.ts";
import { jsonAtEnd } from "../json-output.ts";
import { kclLauncherSource, lockedMark } from "./launcher-source.ts";
import { type ExternalPackage, withPackages } from "./packages.ts";
import { kclTextProblems } from "./text-report.ts";
import { inPrivateFolder } from "../process/private-folder.ts";

/**
 * Evaluates a workflow with the `kcl` command, which `launcher`, a Python, locks in. What KCL has against the file
 * becomes diagnostics. Returns undefined where nothing can keep the workflow from writing files or using the network.
 */
export async function evaluateWithKcl(
  program: string,
  launcher: string | undefined,
  evaluation: Evaluation,
): Promise<WorkflowDocument | undefined> {
  return withPackages(evaluation, async (packages) => {
    const result = await run(program, launcher, packages, evaluation);
    return result === undefined ? undefined : documentOf(program, result, evaluation);
  });
}

/** The error for where `evaluateWithKcl` gives no verdict and there is no other evaluator. */
export function notLockedIn(path: string): Error {
  return notEvaluated(
    path,
    "nothing on this system keeps the kcl command from writing files or using the network",
    "Install KCL's Python library (pip install kcl-lib), which can check a workflow before it runs, or validate on Linux with Landlock and a python3.",
  );
}

function documentOf(program: string, result: ChildResult, { path }: Evaluation): WorkflowDocument {
  const { exitCode, endedBy, stdout, stderr } = result;
  const said = stderr || stdout;
  if (exitCode !== 0) {
    const problems = endedBy === null ? kclTextProblems(path, said) : [];
    if (hasError(problems)) return { problems, content: undefined };
    throw evaluatorFailed("kcl", endingText(result), path, { said, program, help: crashHelp(result) });
  }
  const output = jsonAtEnd(stdout);
  if (output === undefined) throw evaluatorFailed("kcl", "printed no JSON", path, { said, program });
  const { json: value } = output;
  return { problems: [], content: { value, isComputed: true, places: deferredPlaces(path, "KCL", value) } };
}

/**
 * Runs `kcl` in the workflow's folder, with a home of its own, because it makes files there before it reads anything.
 */
function run(
  program: string,
  launcher: string | undefined,
  packages: readonly ExternalPackage[],
  { path, env, signal, limits }: Evaluation,
): Promise<ChildResult | undefined> {
  return inPrivateFolder(async (folder) => {
    const named = await literalPath(folder, path);
    if (named === undefined)
      throw notEvaluated(path, unnameable, `Set ${temporaryVariable} to a folder without these characters.`);
    const command = ["run", folder, ...(await settings(folder, named, packages)), "--format", "json", "--no_style"];
    const { KCL_PKG_PATH: _, ...others } = env;
    // The latter names are what Windows calls them.
    const places = { HOME: folder, TMPDIR: folder, USERPROFILE: folder, TEMP: folder, TMP: folder };
    // Not in the workflow's folder, where Windows looks for libraries that it finds nowhere else.
    const request = { cwd: dirname(program), env: { ...others, ...places }, signal, limits };
    const start = (started: Pick<ChildRequest, "program" | "name" | "args">) =>
      runChild({ ...request, ...started }).catch((cause: unknown) => {
        throw startFailure(started.program, path, cause);
      });
    if (launcher !== undefined && platform === "linux") {
      const args = ["-I", "-S", "-c", kclLauncherSource, folder, program, ...command];
      const result = await start({ program: launcher, name: program, args });
      if (leadsSomewhere(join(folder, lockedMark))) return result;
    }
    // Without a lock, only a file that imports nothing may run: it reaches none of KCL's modules and loads no other packages.
    if (importsNothing(path)) return start({ program, args: command });
    return undefined;
  });
}

function importsNothing(path: string): boolean {
  try {
    return !readFileSync(path).includes("import");
  } catch (cause) {
    const { message, help } = obstacle(path, cause, "r");
    throw notEvaluated(path, message, help);
  }
}

// KCL takes a path for a pattern and reads names of packages in it, and the command has no way to escape them.
const isPattern = /[*?[\]]|KCL_MOD\}/;
const unnameable =
  "the kcl command takes a path with *, ? or [ for a pattern, and the folder for temporary files has one too";

const unlinkable = (cause: unknown) =>
  `the kcl command takes a path with *, ? or [ for a pattern, and no link to the file could be made (${String(cause)})`;

/**
 * Returns a path by which `kcl` reads this file and no other. If need be it is a link in the folder, which KCL itself
 * follows. Returns undefined if the folder's own path is a pattern.
 */
async function literalPath(folder: string, path: string): Promise<string | undefined> {
  if (!isPattern.test(path)) return path;
  if (isPattern.test(folder)) return undefined;
  const link = join(folder, "workflow.k");
  await symlink(path, link).catch((cause: unknown) => {
    throw notEvaluated(path, unlinkable(cause), "Rename the file or its folder, without these characters.");
  });
  return link;
}

/**
 * Makes the folder a package whose settings name the workflow and the other packages, and returns the arguments that
 * select them. So `kcl` never looks at the workflow's own kcl.mod, whose dependencies it would fetch, nor at a
 * kcl.yaml; and it takes the path as it is, not as a URL.
 */
async function settings(folder: string, path: string, packages: readonly ExternalPackage[]): Promise<string[]> {
  const file = join(folder, "settings.yaml");
  const package_maps = Object.fromEntries(packages.map((external) => [external.name, external.folder]));
  await writeFile(join(folder, "kcl.mod"), '[package]\nname = "orch"\n');
  await writeFile(file, JSON.stringify({ kcl_cli_configs: { file: [path], package_maps } }));
  return ["--setting", file];
}
