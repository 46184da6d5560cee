import { dirname } from "node:path";
import { type ChildResult, runChild } from "../process/child.ts";
import { deferredPlaces } from "../deferred-places.ts";
import { workflowProblem, type Problem } from "../../../problem.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { evaluatorFailed, startFailure } from "../evaluator-error.ts";
import { hasError } from "../evaluator-problem.ts";
import { readOutput } from "../json-output.ts";
import { toolText } from "../tool-text.ts";

/**
 * Evaluates a workflow with the `nickel` command. It runs in the file's folder, to which relative entries of
 * NICKEL_IMPORT_PATH are relative. The errors and warnings of Nickel become problems of the document.
 */
export async function evaluateNickel(program: string, evaluation: Evaluation): Promise<WorkflowDocument> {
  const { path } = evaluation;
  const { exitCode, endedBy, stdout, stderr } = await run(program, evaluation, ["--error-format", "json"]);
  const said = stderr || stdout;
  const isGood = exitCode === 0;
  // A stack overflow is the fault of the evaluated program, not of Nickel.
  if (!isGood && /stack overflow|overflowed its stack/.test(stderr)) {
    const message = `endless recursion: ${toolText(stderr)}`;
    return { problems: [workflowProblem("evaluation-failed", path, message)], content: undefined };
  }
  if (endedBy !== null) throw evaluatorFailed("nickel", `was ended by ${endedBy}`, path, { said, program });
  const problems = stderr === "" ? [] : await problemsOf(program, evaluation, stderr);
  if (!isGood) {
    if (hasError(problems)) return { problems, content: undefined };
    throw evaluatorFailed("nickel", `exited with code ${exitCode}`, path, { said, program });
  }
  const output = readOutput(stdout);
  if (output === undefined) throw evaluatorFailed("nickel", "printed no JSON", path, { said, program });
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

async function run(program: string, { path, env, signal, limits }: Evaluation, flags: string[]): Promise<ChildResult> {
  try {
    // The path is absolute, so it cannot be taken for a flag. After `--` Nickel would expect something else than a file.
    const args = ["export", "--format", "json", ...flags, path];
    return await runChild({ program, args, cwd: dirname(path), env, signal, limits });
  } catch (cause) {
    throw startFailure("nickel", program, path, cause);
  }
}
