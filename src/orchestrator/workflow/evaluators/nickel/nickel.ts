import { delimiter, dirname, resolve } from "node:path";
import { type ChildResult, runChild } from "../process/child.ts";
import { deferredPlaces } from "../deferred-places.ts";
import { workflowProblem, type Problem } from "../../../problem.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { endingText, evaluatorFailed, startFailure } from "../evaluator-error.ts";
import { hasError } from "../evaluator-problem.ts";
import { readOutput } from "../json-output.ts";
import { toolText } from "../tool-text.ts";

/**
 * Evaluates a workflow with the `nickel` command. Relative entries of NICKEL_IMPORT_PATH are relative to the folder that
 * the workflow is from. The errors and warnings of Nickel become problems of the document.
 */
export async function evaluateNickel(program: string, evaluation: Evaluation): Promise<WorkflowDocument> {
  const { path } = evaluation;
  const result = await run(program, evaluation, ["--error-format", "json"]);
  const { exitCode, endedBy, stdout, stderr } = result;
  const said = stderr || stdout;
  const isGood = exitCode === 0;
  // A stack overflow is the fault of the evaluated program, not of Nickel.
  if (!isGood && /stack overflow|overflowed its stack/.test(stderr)) {
    const message = `endless recursion: ${toolText(stderr)}`;
    return { problems: [workflowProblem("evaluation-failed", path, message)], content: undefined };
  }
  const failed = (how: string) => evaluatorFailed("nickel", how, path, { said, program });
  if (endedBy !== null) throw failed(endingText(result));
  const problems = stderr === "" ? [] : await problemsOf(program, evaluation, stderr);
  if (!isGood) {
    if (hasError(problems)) return { problems, content: undefined };
    throw failed(endingText(result));
  }
  const output = readOutput(stdout);
  if (output === undefined) throw failed("printed no JSON");
  const { json: value } = output;
  return { problems, content: { value, isComputed: true, places: deferredPlaces(path, "Nickel", value) } };
}

async function problemsOf(program: string, evaluation: Evaluation, stderr: string): Promise<Problem[]> {
  const { nickelProblems, nickelMessages } = await import("./problems.ts");
  const messages = nickelMessages(stderr);
  if (messages.length === 0) return [];
  const { stderr: shown } = await run(program, evaluation, ["--color", "never"]);
  return nickelProblems(evaluation.path, messages, shown);
}

async function run(program: string, evaluation: Evaluation, flags: string[]): Promise<ChildResult> {
  const { path, env, signal, limits } = evaluation;
  const { NICKEL_IMPORT_PATH: _, ...others } = env;
  const imports = importFolders(evaluation).flatMap((folder) => ["--import-path", folder]);
  // The path is absolute, so it cannot be taken for a flag. After `--` Nickel would expect something else than a file.
  const args = ["export", "--format", "json", ...flags, ...imports, path];
  try {
    // Not in the workflow's folder, where Windows looks for libraries that it finds nowhere else.
    return await runChild({ program, args, cwd: dirname(program), env: others, signal, limits });
  } catch (cause) {
    throw startFailure(program, path, cause);
  }
}

/**
 * Returns where imports are looked for that are not beside the importing file. They are arguments, because Nickel itself
 * splits the variable at each colon, also on Windows, where paths have one.
 */
function importFolders({ path, from, env }: Evaluation): string[] {
  const entries = (env["NICKEL_IMPORT_PATH"] ?? "").split(delimiter).filter((entry) => entry !== "");
  const folders = entries.map((entry) => resolve(from ?? dirname(path), entry));
  return from === undefined ? folders : [from, ...folders];
}
