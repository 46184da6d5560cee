import { cpSync, existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, isAbsolute, join, sep } from "node:path";
import { isMac, isWindows } from "../orchestrator/system/system.ts";
import type { Environment } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

// The folders of `npx`, `pnpm dlx`, `yarn dlx` and `bunx`, which remove them some day without being asked.
const passing = /^(?:_npx|dlx(?:-.*)?|bunx-.*)$/;

// What Node has compiled it finds again only by the path that the code had.
const notCopied = new Set(["node_modules", "compile-cache"]);

/** Whether a package lies where its manager will remove it. */
export function isPassing(home: string): boolean {
  return home.split(sep).some((part) => passing.test(part));
}

/** Copies the package to this user's own data, in a folder for its version, and returns the folder. */
export function copyToStay(home: string, version: string, env: Environment): string {
  const folder = join(copies(env), version);
  // In place, and never removed by a later version's: a nu that is open may be running it.
  cpSync(home, folder, { recursive: true, filter: (source) => !notCopied.has(basename(source)) });
  return folder;
}

/**
 * Removes the copies of all versions, and nothing else: a person may have unpacked the single file to the same place. Returns
 * their folder, or undefined if there was none.
 */
export function removeCopies(env: Environment): string | undefined {
  const folder = copies(env);
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d+\.\d+\.\d+/.test(name)) : [];
  if (versions.length === 0) return undefined;
  for (const version of versions) rmSync(join(folder, version), { recursive: true, force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
  return folder;
}

/** The folder of the copies of all versions. Throws a SetupError if this user has no home. */
export function copies(env: Environment): string {
  return join(dataHome(env), "nu_plugin_orchestrator");
}

function dataHome({ LOCALAPPDATA, XDG_DATA_HOME }: Environment): string {
  if (isWindows) return LOCALAPPDATA ?? join(homeFolder(), "AppData", "Local");
  if (isMac) return join(homeFolder(), "Library", "Application Support");
  return XDG_DATA_HOME !== undefined && isAbsolute(XDG_DATA_HOME)
    ? XDG_DATA_HOME
    : join(homeFolder(), ".local", "share");
}

function homeFolder(): string {
  let found = "";
  try {
    found = homedir();
  } catch {
    // A user without a name on this system, as in some containers.
  }
  if (isAbsolute(found)) return found;
  throw new SetupError(
    "There is no place for a copy of the plugin that stays, as this user has no home",
    "Set HOME to a folder that stays, or install the package (npm install --global) and register that.",
  );
}
