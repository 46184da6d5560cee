import { isAbsolute, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { atLeast } from "nu-plugin";
import { oldestSupported, parseVersion } from "../nushell/protocol/version.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { findPrograms, isExecutable } from "../orchestrator/workflow/evaluators/process/program-path.ts";
import { runProgram, type Environment } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** Which nu and which plugin registry, if not the nu on PATH and its own registry. */
export interface NuOptions {
  readonly nu?: string | undefined;
  readonly pluginConfig?: string | undefined;
}

/** A Nushell that answers, and is of a supported release. */
export interface Nu {
  readonly path: string;
  /** Such as 0.115.1. */
  readonly version: string;
}

/** Throws a SetupError if there is no nu, or it is no Nushell, too old, or does not answer. */
export async function findNu({ nu }: NuOptions, env: Environment): Promise<Nu> {
  const path = nu === undefined ? nuOnPath(env) : resolve(nu);
  if (path === undefined) {
    throw new SetupError(
      "There is no nu on PATH",
      "Install Nushell (https://www.nushell.sh/book/installation.html), or say where it is: --nu /path/to/nu",
    );
  }
  if (!isExecutable(path)) {
    throw new SetupError(`${printable(path)} is not a program`, "Give --nu the path of nu's executable file.");
  }
  const { stdout, stderr } = await runProgram({ program: path, args: ["--version"], env });
  const version = stdout.trim();
  const parsed = parseVersion(version);
  if (parsed === undefined) {
    const said = printable(firstLine(stdout) || firstLine(stderr) || "nothing");
    throw new SetupError(
      `${printable(path)} is not Nushell: asked for its version, it says ${said}`,
      "Say where Nushell is: --nu /path/to/nu",
    );
  }
  if (!atLeast(parsed, oldestSupported)) {
    throw new SetupError(
      `Nushell ${version} is too old: ${printable(path)}`,
      `This plugin needs Nushell ${oldestSupported} or newer. Install one, or say where it is: --nu /path/to/nu`,
    );
  }
  return { path, version };
}

/** The user's nu: npx and npm put before it the programs of the project that they are called in, which may have a nu for its tests. */
function nuOnPath({ PATH }: Environment): string | undefined {
  const found = Array.from(findPrograms(["nu"], PATH));
  return found.find((path) => !/[\\/]node_modules[\\/]\.bin[\\/][^\\/]*$/.test(path)) ?? found[0];
}

/** What to say where this was called from another Nushell than the one on PATH; undefined where it was not. */
export function otherShell(
  { version }: Nu,
  { nu }: NuOptions,
  { NU_VERSION: caller }: Environment,
): string | undefined {
  if (nu !== undefined || caller === undefined || caller === version) return undefined;
  return `This was called from Nushell ${printable(caller)}, and the nu on PATH is another, ${version}. To use the former: --nu PATH`;
}

/** Returns the absolute path of the plugin registry, which may not exist. Throws a SetupError if this user has none. */
export async function registryOf({ path }: Nu, { pluginConfig }: NuOptions, env: Environment): Promise<string> {
  if (pluginConfig !== undefined) return resolve(pluginConfig);
  const registry = (await askNu(path, "print -n $nu.plugin-path", env)).trim();
  if (isAbsolute(registry)) return registry;
  throw new SetupError(
    "Nushell has no place for its plugin registry, as this user has no home",
    "Set HOME to a folder that stays, or name a file: --plugin-config /path/to/plugin.msgpackz",
  );
}

/**
 * Runs a script in a nu without any configuration and returns what it prints. What the script is about it takes from the
 * environment, so that no path needs quotes. Throws a SetupError with Nushell's reason if it fails.
 */
export async function askNu(nu: string, script: string, env: Environment): Promise<string> {
  return answerOf(await runProgram({ program: nu, args: ["-n", "-c", script], env }));
}

/** Asks a nu that has read what the flags name, a config.nu and an env.nu, which may do and print anything. */
export async function askConfigured(
  nu: string,
  script: string,
  flags: readonly string[],
  env: Environment,
): Promise<string> {
  return answerOf(await runProgram({ program: nu, args: [...flags, "-c", script], env }));
}

function answerOf({ exitCode, stdout, stderr }: { exitCode: number | null; stdout: string; stderr: string }): string {
  if (exitCode === 0) return stdout;
  throw failureIn(stripVTControlCharacters(stderr));
}

/** Reads the last error that Nushell has drawn, whose form has been the same since 0.98. */
function failureIn(stderr: string): SetupError {
  const [before = "", ...blocks] = stderr.split(/^Error:/m);
  const block = blocks.at(-1) ?? "";
  const [, message = ""] = /^\s*[x×] (.*(?:\n\s+[|│] .*)*)/m.exec(block) ?? [];
  const [, label] = /(?:`--|╰──) (.*)/.exec(block) ?? [];
  const [, help] = /^ *help: (.*(?:\n {8}.*)*)/m.exec(block) ?? [];
  // Of a plugin that dies Nushell knows no more than that, but the plugin, or who was to start it, has said why.
  const why = /failed to load|whole buffer/i.test(block) ? firstLine(before) : "";
  const reason = why === "" ? [message, label ?? ""].map(joined) : [joined(why)];
  return new SetupError(
    [...new Set(reason)].filter((part) => part !== "").join(": ") ||
      joined(firstLine(before)) ||
      "Nushell failed and did not say why",
    help === undefined ? "" : joined(help),
  );
}

/** Puts what Nushell has broken into lines on one. */
function joined(text: string): string {
  // Within a path, too.
  const whole = text.replaceAll(/(?<=\S[/-])\n\s+(?:[|│] )?/g, "").replaceAll(/\n\s+(?:[|│] )?/g, " ");
  return printable(whole.trim());
}

function firstLine(text: string): string {
  return stripVTControlCharacters(text).trim().split(/\r?\n/)[0] ?? "";
}
