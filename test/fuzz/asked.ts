import { inspect } from "node:util";
import { LabeledError, type Command } from "nu-plugin";
import { runCommand, type RunOptions, type RunResult } from "nu-plugin/testing";

/** The longest that a call may take, in milliseconds, however busy the machine is. Few take a thousandth of it. */
const longest = 20_000;

/** What came of a call: an answer, or an error that a user can do something about. */
export type Answer = { readonly result: RunResult } | { readonly error: LabeledError };

/** Makes a call. Throws an error for what must not be: a bug, a hang, an error without a code, a message of several lines. */
export async function ask(command: Command, options: RunOptions): Promise<Answer> {
  const started = performance.now();
  const answer = await answerTo(command, options);
  const took = performance.now() - started;
  if (took > longest) throw new Error(`"${command.signature.name}" took ${Math.round(took)} ms`);
  return answer;
}

async function answerTo(command: Command, options: RunOptions): Promise<Answer> {
  try {
    return { result: await runCommand(command, { help: "", commands: { "is-terminal": () => false }, ...options }) };
  } catch (error) {
    if (!(error instanceof LabeledError) || error.options.code?.startsWith("orch::") !== true) throw error;
    // oxlint-disable-next-line no-control-regex -- these must not reach a terminal
    if (/[\0-\x1f\x7f]/.test(error.message))
      throw new Error(`not printable: ${JSON.stringify(error.message)}`, { cause: error });
    return { error };
  }
}

/** Throws an error if a call is not answered twice in the same way. Returns the answer. */
export async function askTwice(command: Command, options: RunOptions): Promise<Answer> {
  const [first, second] = [await ask(command, options), await ask(command, options)];
  const [a, b] = [linesOf(first), linesOf(second)];
  const at = a.findIndex((line, index) => line !== b[index]);
  if (at >= 0) throw new Error(`"${command.signature.name}" answers in two ways: ${a[at]} and ${b[at]}`);
  return first;
}

/** What was answered, as lines. Durations are left out, as those of what is running grow. */
function linesOf(answer: Answer): readonly string[] {
  const told = "error" in answer ? answer.error.message : answer.result.value;
  return inspect(told, { depth: 9, maxArrayLength: null })
    .replaceAll(/Duration \{[^}]*\}/g, "Duration")
    .split("\n");
}
