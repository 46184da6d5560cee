import { type ChildProcess, type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { env as own, kill } from "node:process";
import type { Readable, Writable } from "node:stream";
import { isWindows } from "../../../system/system.ts";
import { atEnd } from "./process-end.ts";

/** Windows has no groups of processes, and would open a console window for a detached one. */
const grouped = !isWindows;

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
 * Starts a program whose output is read. It is killed with all that it started when the plugin ends before. What it
 * leaves running when it has exited is killed too, except on Windows, where nothing tells any more what it started.
 */
export function startProgram(start: ProgramStart, stdin: "pipe"): AskedProgram;
export function startProgram(start: ProgramStart, stdin: "ignore"): ChildProcessByStdio<null, Readable, Readable>;
export function startProgram({ program, args, cwd, env }: ProgramStart, stdin: "pipe" | "ignore"): ChildProcess {
  const stdio = [stdin, "pipe", "pipe"] as const;
  const child = spawn(program, args, { cwd, env, stdio: [...stdio], detached: grouped, windowsHide: true });
  const { pid } = child;
  // oxlint-disable-next-line typescript/no-unnecessary-condition -- the types do not tell that there may be none.
  if (child.stdout === undefined) throw noDescriptors(child);
  if (pid === undefined) return child; // "error" tells why it did not start
  const forget = atEnd(() => killTree(pid));
  child.once("exit", () => {
    // Processes that the program left behind would keep the pipes open and delay "close".
    if (grouped) killTree(pid);
    forget(); // its number may soon be another's
  });
  return child;
}

/** Returns why there are no streams: there are too many open files, of which Node tells only later. */
function noDescriptors(child: ChildProcess): Error {
  child.on("error", () => {});
  return Object.assign(new Error("spawn EMFILE"), { code: "EMFILE", syscall: "spawn" });
}

/** Kills a program that has not exited, with all that it started. */
export function killProgram({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) killTree(pid);
}

function killTree(leader: number): void {
  try {
    if (!grouped && isTreeKilled(leader)) return;
    kill(grouped ? -leader : leader, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
}

/** Has Windows kill a process with all that it started. It waits for that: the process that asks may be about to end. */
function isTreeKilled(pid: number): boolean {
  // By its full path, as Windows would look for it in the current directory first.
  const taskkill = join(own["SystemRoot"] ?? String.raw`C:\Windows`, "System32", "taskkill.exe");
  const { status } = spawnSync(taskkill, ["/pid", String(pid), "/t", "/f"], { stdio: "ignore", windowsHide: true });
  return status === 0;
}
