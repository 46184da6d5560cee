import { isWindows } from "../../src/orchestrator/system/system.ts";
import { vi } from "vitest";
import type { Command, Engine } from "nu-plugin";
import { runCommand, type RunOptions } from "nu-plugin/testing";
import { fixtures } from "../support/nu.ts";

/** The variables that may name the user's home, all of which are asked for at once. */
export const homeVariables = isWindows ? ["HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"] : ["HOME"];

/** Runs a command in this process, in fixtures/, and notes for how long it keeps the plugin alive. */
export async function run(command: Command, options: RunOptions = {}) {
  const keepAlive = vi.fn<Engine["keepAlive"]>();
  const result = await runCommand(command, { cwd: fixtures, help: "the help", ...options, engine: { keepAlive } });
  return { ...result, keepAlive };
}
