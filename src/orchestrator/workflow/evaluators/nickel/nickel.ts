import { dirname } from "node:path";
import { type ChildResult, runChild } from "../process/child.ts";
import { deferredPlaces } from "../deferred-places.ts";
import { workflowProblem, type Problem } from "../../../problem.ts";
import type { Evaluation, Outcome } from "../evaluation.ts";
import { evaluatorFailed, startFailure, toolText } from "../evaluator-error.ts";
import { jsonAtEnd } from "../json-output.ts";

/**
 * Evaluates a workflow with the `nickel` command, in the file's folder, from which relative entries of
 * NICKEL_IMPORT_PATH are taken. What Nickel has against the file are problems.
 */
export async function evaluateNickel(program: string, evaluation: Evaluation): Promise<Outcome> {
  const { path } = evaluation;
  const result = await run(program, evaluation, ["--error-format", "json"]);
  const { exitCode, endedBy, stdout, stderr } = result;
  if (endedBy !== null) {
    // The stack that overflows is the evaluated program's.
    if (!/stack overflow|overflowed its stack/.test(stderr)) {
      throw evaluatorFailed("nickel", `was ended by ${endedBy}`, path, { stderr });
    }
    return outcome(
      [workflowProblem("evaluation-failed", path, `recursion without end: ${toolText(stderr)}`)],
      undefined,
      result,
    );
  }
  const problems = stderr === "" && exitCode === 0 ? [] : await problemsOf(program, evaluation, result);
  if (exitCode !== 0) return outcome(problems, undefined, result);
  const output = jsonAtEnd(stdout);
  if (output === undefined) throw evaluatorFailed("nickel", "answered with something else than JSON", path, { stderr });
  const { json: value } = output;
  return outcome(problems, { value, places: deferredPlaces(path, "Nickel", value) }, result);
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
  const said = toolText(stderr) || toolText(stdout) || `nickel exited with code ${exitCode} and said nothing`;
  return [workflowProblem("evaluation-failed", path, said)];
}

async function run(program: string, { path, env, signal, limits }: Evaluation, flags: string[]): Promise<ChildResult> {
  try {
    // The path is absolute: no name can pass for a flag. After `--` Nickel would read something else than a file.
    const args = ["export", "--format", "json", ...flags, path];
    return await runChild({ program, args, cwd: dirname(path), env, signal, limits });
  } catch (cause) {
    throw startFailure("nickel", program, path, cause);
  }
}

function outcome(
  problems: readonly Problem[],
  content: Outcome["document"]["content"],
  { stdout, stderr }: ChildResult,
): Outcome {
  return { document: { problems, content }, bytes: stdout.length + stderr.length };
}
