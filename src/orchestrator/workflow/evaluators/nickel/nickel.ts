import { dirname } from "node:path";
import { type ChildResult, runChild } from "../process/child.ts";
import { deferredPlaces } from "../deferred-places.ts";
import { workflowProblem } from "../../../problem.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { evaluatorFailed, startFailure, toolText } from "../evaluator-error.ts";
import { jsonAtEnd } from "../json-output.ts";

/**
 * Evaluates a workflow with the `nickel` command. It runs in the file's folder, to which relative entries of
 * NICKEL_IMPORT_PATH are relative. The errors and warnings of Nickel become problems of the document.
 */
export async function evaluateNickel(program: string, evaluation: Evaluation): Promise<WorkflowDocument> {
  const { path } = evaluation;
  const result = await run(program, evaluation, ["--error-format", "json"]);
  const { exitCode, endedBy, stdout, stderr } = result;
  if (endedBy !== null) {
    // A stack overflow is the fault of the evaluated program, not of Nickel.
    if (!/stack overflow|overflowed its stack/.test(stderr)) {
      throw evaluatorFailed("nickel", `was killed by ${endedBy}`, path, { stderr });
    }
    const message = `endless recursion: ${toolText(stderr)}`;
    return { problems: [workflowProblem("evaluation-failed", path, message)], content: undefined };
  }
  const problems = stderr === "" && exitCode === 0 ? [] : await problemsOf(program, evaluation, result);
  if (exitCode !== 0) return { problems, content: undefined };
  const output = jsonAtEnd(stdout);
  if (output === undefined) throw evaluatorFailed("nickel", "did not print JSON", path, { stderr });
  const { json: value } = output;
  return { problems, content: { value, places: deferredPlaces(path, "Nickel", value) } };
}

async function problemsOf(program: string, evaluation: Evaluation, { exitCode, stderr, stdout }: ChildResult) {
  const { path } = evaluation;
  const { nickelProblems, nickelMessages } = await import("./problems.ts");
  const messages = nickelMessages(stderr);
  if (messages !== undefined) {
    const { stderr: shown } = await run(program, evaluation, ["--color", "never"]);
    return nickelProblems(path, messages, shown);
  }
  if (exitCode === 0) return [];
  const said = toolText(stderr) || toolText(stdout) || `nickel exited with code ${exitCode} and printed nothing`;
  return [workflowProblem("evaluation-failed", path, said)];
}

async function run(program: string, { path, env, signal, limits }: Evaluation, flags: string[]): Promise<ChildResult> {
  try {
    // The path is absolute, so it cannot be taken for a flag. After `--` Nickel would expect something else than a file.
    const args = ["export", "--format", "json", ...flags, path];
    return await runChild({ program, args, cwd: dirname(path), env, signal, limits });
  } catch (cause) {
    throw startFailure("nickel", program, path, cause);
  }
}
