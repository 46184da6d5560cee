import { isSea } from "node:sea";
import { join, resolve } from "node:path";
import { isWindows } from "../orchestrator/system/system.ts";
import { shellQuoted } from "../orchestrator/system/permission.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { findProgram } from "../orchestrator/workflow/evaluators/process/program-path.ts";
import type { NuOptions } from "./nu.ts";
import type { Environment } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** The plugin that runs this, and where. */
export interface Installation {
  readonly version: string;
  /** The package's folder; of no meaning where `executable` is set. */
  readonly home: string;
  /** The single file that has the plugin and its Node, if it is one that runs this. */
  readonly executable: string | undefined;
  readonly env: Environment;
  /** The file that a person or Nushell starts. */
  readonly file: string;
  /** How a person calls it, such as `npx nu_plugin_orchestrator`. */
  readonly called: string;
}

/** Throws a SetupError if there is no current folder, on which much depends. */
export function thisInstallation(version: string, home: string): Installation {
  requireFolder();
  const { env, execPath } = process;
  const executable = isSea() ? execPath : undefined;
  // On Windows the launcher by itself is no program.
  const launcher = `${resolve(process.argv[1] ?? "")}${isWindows ? ".cmd" : ""}`;
  const file = executable ?? launcher;
  return { version, home: resolve(home), executable, env, file, called: calledAs(file, env) };
}

const name = "nu_plugin_orchestrator";

function calledAs(file: string, env: Environment): string {
  // npm puts its own folders on the PATH of what `npx` runs.
  if (env["npm_command"] === "exec") return `npx ${name}`;
  if (findProgram(name, env["PATH"]) !== undefined) return name;
  return asProgram(file, env);
}

/** A program's path as it is typed to run it, in Nushell if that has called this: a quoted one would be a text there. */
export function asProgram(path: string, env: Environment): string {
  const typed = asTyped(path);
  return env["NU_VERSION"] !== undefined && typed !== path ? `^${typed}` : typed;
}

/** Where the launcher is in the package. */
export function launcherIn(home: string): string {
  return join(home, "plugin", name);
}

function requireFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    throw new SetupError("The current folder is gone", "Go to another one: cd ~", error);
  }
}

/** What a person types to register with the same nu and the same registry. */
export function registerAgain({ called }: Installation, { nu, pluginConfig }: NuOptions): string {
  const flags = { "--nu": nu, "--plugin-config": pluginConfig };
  const given = Object.entries(flags).flatMap(([flag, path]) =>
    path === undefined ? [] : [`${flag} ${asTyped(path)}`],
  );
  return [called, "register", ...given].join(" ");
}

/** A path as it is typed in any shell, as one argument. */
export function asTyped(path: string): string {
  if (/^[\p{L}\p{N}_./\\:@+,-]+$/u.test(path)) return path;
  // In double quotes each shell takes other characters for its own.
  return path.includes("'") && !/["$`\\!]/.test(path) ? `"${printable(path)}"` : shellQuoted(path);
}
