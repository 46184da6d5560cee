import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { windowsNode } from "../support/runtimes.ts";

/** Starts a script on Windows Node under Wine, in the prefix WINEPREFIX. */
export function spawnUnderWine(script: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const env = { ...process.env, ...options.env, WINEDEBUG: "-all" };
  return spawn("wine", [windowsNode(), script, ...args], { ...options, env });
}
