import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isWindows } from "../../src/orchestrator/system/system.ts";
import { hasProc } from "./systems.ts";

/** Whether a process runs. A zombie does not: whether it is buried depends on the machine's init process. */
export function isAlive(id: number): boolean {
  try {
    if (isWindows) return process.kill(id, 0);
    return hasProc
      ? !/\) Z /.test(readFileSync(`/proc/${id}/stat`, "utf8"))
      : /^[^Z\s]/.test(ps("stat=", "-p", `${id}`));
  } catch {
    return false;
  }
}

/** The ids of the processes that a process has started. */
export function childrenOf(id: number): number[] {
  if (!hasProc) {
    const rows = ps("pid=,ppid=", "-A").trim().split("\n");
    return rows
      .map((row) => row.trim().split(/\s+/).map(Number))
      .flatMap(([child = 0, parent]) => (parent === id ? child : []));
  }
  try {
    return Array.from(readFileSync(`/proc/${id}/task/${id}/children`, "utf8").matchAll(/\d+/g), Number);
  } catch {
    return []; // it has ended
  }
}

/** Hundredths of seconds of a processor that a process has used. */
export function processorTimeOf(id: number): number {
  if (!hasProc) {
    const parts = ps("time=", "-p", `${id}`).split(":").map(Number);
    return Math.round(parts.reduce((sum, part) => sum * 60 + part, 0) * 100);
  }
  const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** The command line with which a process was started. */
export function commandLineOf(id: number): string {
  return hasProc ? readFileSync(`/proc/${id}/cmdline`, "utf8") : ps("command=", "-p", `${id}`);
}

function ps(columns: string, ...args: string[]): string {
  return spawnSync("ps", [...args, "-o", columns], { encoding: "utf8" }).stdout;
}
