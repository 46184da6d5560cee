import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ChildResult, runChild } from "../process/child.ts";
import { deferredPlaces } from "../deferred-places.ts";
import type { Evaluation, Outcome } from "../evaluation.ts";
import { evaluatorFailed, recursionHelp, startFailure } from "../evaluator-error.ts";
import { jsonAtEnd } from "../json-output.ts";
import { kclPackage } from "./package.ts";
import { kclFailure } from "./report.ts";
import { inPrivateFolder } from "../process/private-folder.ts";

/** Names that stay what they are when `kcl` makes a URL of them. */
const plainPath = /^[\w./~-]+$/;

/** Evaluates a workflow with the `kcl` command. What KCL has against the file are diagnostics. */
export async function evaluateWithKcl(program: string, evaluation: Evaluation): Promise<Outcome> {
  const { path } = evaluation;
  const { exitCode, endedBy, stdout, stderr } = await run(program, evaluation);
  if (endedBy !== null) {
    const help = endedBy === "SIGSEGV" ? recursionHelp : undefined;
    throw evaluatorFailed("kcl", `was ended by ${endedBy}`, path, { stderr, help });
  }
  const bytes = stdout.length + stderr.length;
  if (exitCode !== 0) {
    return { document: { diagnostics: kclFailure(path, stderr || stdout), content: undefined }, bytes };
  }
  const output = jsonAtEnd(stdout);
  if (output === undefined) throw evaluatorFailed("kcl", "answered with something else than JSON", path, { stderr });
  const { json: value } = output;
  return { document: { diagnostics: [], content: { value, places: deferredPlaces(path, "KCL", value) } }, bytes };
}

async function run(program: string, evaluation: Evaluation): Promise<ChildResult> {
  const { path, env, signal, limits } = evaluation;
  const start = (cwd: string, ...input: string[]) => {
    const args = ["run", ...input, "--format", "json", "--no_style"];
    return runChild({ program, args, cwd, env, signal, limits });
  };
  try {
    // A full path begins with a slash: none can pass for a flag.
    if (plainPath.test(path)) return await start(dirname(path), path);
    return await withSettings(path, (settings) => start(kclPackage(path) ?? dirname(path), "--setting", settings));
  } catch (cause) {
    throw startFailure("kcl", program, path, cause);
  }
}

/**
 * A settings file that names the workflow. `kcl` escapes an argument as a URL and then takes what it got for the file's
 * name, so that no name with a space, a % or a letter beyond ASCII can be given to it; paths in settings it leaves alone.
 */
function withSettings<T>(path: string, work: (settings: string) => Promise<T>): Promise<T> {
  return inPrivateFolder(async (folder) => {
    const settings = join(folder, "settings.yaml");
    await writeFile(settings, JSON.stringify({ kcl_cli_configs: { file: [path] } }));
    return work(settings);
  });
}
