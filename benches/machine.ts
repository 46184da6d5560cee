import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { root } from "../test/support/nu.ts";
import { release as nushell } from "../test/support/releases.ts";

/** On what was measured, and of what. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  /** Processes that ran or waited for a core in the minute before. At rest it is far below the number of cores. */
  readonly load: number;
  /** Of programs, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** With a plus sign if files were changed since. */
  readonly commit: string;
  readonly date: string;
}

export function describeMachine(): Machine {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: `${type()} ${release()}`,
    load: Number(loadavg()[0]?.toFixed(2)),
    versions: { Node: process.versions.node, Nushell: nushell },
    commit: git("describe", "--always", "--abbrev=7", "--dirty=+", "--exclude=*"),
    date: new Date().toISOString().slice(0, 10),
  };
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}
