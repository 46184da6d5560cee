import { dirname } from "node:path";
import { runChild, type ChildResult } from "../orchestrator/workflow/evaluators/process/child.ts";
import { systemCode } from "../orchestrator/system/system-code.ts";
import { SetupError } from "./setup-error.ts";

/** Variables of this process's environment; what has none is undefined. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A program that is asked one thing, and which may be anything: what is on PATH under its name. */
export interface Question {
  /** The absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly timeoutMs?: number;
}

const maxBytes = 16 * 1024 * 1024;

/** Runs a program to its end. Throws a SetupError if it cannot be started or does not end in time. */
export async function runProgram({ program, args, env, timeoutMs = 20_000 }: Question): Promise<ChildResult> {
  const known = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  try {
    return await runChild({
      program,
      args,
      // A folder that exists, whatever has become of the current one.
      cwd: dirname(program),
      env: Object.fromEntries(known),
      signal: new AbortController().signal,
      limits: { timeoutMs, maxBytes, maxMemory: Infinity },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The program itself is there, as it was found: what is not is the interpreter that its first line names, or its loader.
    const why = systemCode(error) === "ENOENT" ? "the interpreter or loader that it names does not exist" : reason;
    const message = why.startsWith(program) ? why : `${program} could not be started: ${why}`;
    throw new SetupError(message, "Run it by hand to see what is wrong with it.", error);
  }
}
