import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { kill, platform } from "node:process";
import type { Readable, Writable } from "node:stream";
import { atEnd } from "./process-end.ts";

/** On Windows there are no process groups, and a detached child would open a console window. */
const grouped = platform !== "win32";

export interface ProgramStart {
  /** The absolute path of the program, which is started without a shell. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment of the program. */
  readonly env: Readonly<Record<string, string>>;
}

/** A program that is asked on stdin and answers on stdout. */
export type AskedProgram = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts a program whose output is read. Whatever it starts belongs to its group, which is killed once the program has
 * exited, or when the plugin ends before.
 */
export function startProgram(start: ProgramStart, stdin: "pipe"): AskedProgram;
export function startProgram(start: ProgramStart, stdin: "ignore"): ChildProcessByStdio<null, Readable, Readable>;
export function startProgram({ program, args, cwd, env }: ProgramStart, stdin: "pipe" | "ignore"): ChildProcess {
  const stdio = [stdin, "pipe", "pipe"] as const;
  const child = spawn(program, args, { cwd, env, stdio: [...stdio], detached: grouped, windowsHide: true });
  const { pid } = child;
  if (pid === undefined) return child; // "error" tells why it did not start
  const forget = atEnd(() => killGroup(pid));
  child.once("exit", () => {
    // Processes that the program left behind would keep the pipes open and delay "close".
    killGroup(pid);
    forget(); // its number may soon be another's
  });
  return child;
}

/** Kills a program that has not exited, with all that it started. */
export function killProgram({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) killGroup(pid);
}

function killGroup(leader: number): void {
  try {
    kill(grouped ? -leader : leader, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}
