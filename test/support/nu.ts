import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import { openNu, type Nu, type NuResult } from "nu-plugin/testing";
import { fetched } from "../../src/build/fetched.ts";
import { binaryPackage, givenBinary, release, releases, since, system } from "./releases.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const fixtures = `${root}/fixtures`;
export const pluginFile = `${root}/plugin/nu_plugin_orchestrator`;

/**
 * The release under test: NU_BIN, as npm installed it, or fetched the first time. Throws where it is missing: no test here
 * means anything without it.
 */
export function nuBinary(): string {
  if (givenBinary !== undefined) return givenBinary;
  const name = `bin/nu${system === "windows" ? ".exe" : ""}`;
  if (release !== releases.at(-1)) return join(fetched(binaryPackage, release), name);
  const owner = createRequire(import.meta.url).resolve("nushell/package.json");
  return createRequire(owner).resolve(`${binaryPackage}/${name}`);
}

export interface NuOptions {
  /** Where nu runs; fixtures/ if not given. */
  readonly cwd?: string;
  /** On top of a small, clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The plugin files it loads; none for a script that registers its own. */
  readonly plugins?: readonly string[];
  /** In milliseconds; 30 seconds if not given. */
  readonly timeout?: number;
}

/** The environment nu gets: nothing of the machine's own that could lead to other data directories. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", NO_COLOR: "1", ...more };
}

/** The release under test, with the plugin loaded and no configuration. */
export function nuUnderTest({ cwd = fixtures, env = {}, plugins = [pluginFile], timeout }: NuOptions = {}): Nu {
  return openNu({ nu: nuBinary(), cwd, env: cleanEnvironment(env), plugins, timeout });
}

/** Runs a script in it. */
export async function nu(script: string, options?: NuOptions): Promise<NuResult> {
  const { stdout, stderr, code } = await nuUnderTest(options).run(script);
  // Older releases colour help and errors whatever NO_COLOR says.
  const plain = since("0.107") ? (text: string) => text : stripVTControlCharacters;
  return { stdout: plain(stdout), stderr: plain(stderr), code };
}

/** The value of a script's last pipeline, as `Nu.value` gives it. */
export function nuValue(script: string, options?: NuOptions): Promise<unknown> {
  return nuUnderTest(options).value(script);
}

/**
 * The value of a script that follows what changes: `change` comes once the plugin has answered a first call, as a busy
 * machine takes seconds to start it, and after the script has had time to look at things as they are.
 */
export async function nuValueBeside(script: string, change: () => void, options?: NuOptions): Promise<unknown> {
  const mark = join(temporaryDirectory(), "ready");
  const value = nuValue(`orch | ignore; touch ${mark}; ${script}`, options);
  value.catch(() => {});
  await expect.poll(() => existsSync(mark), { timeout: 20_000 }).toBe(true);
  await sleep(700);
  change();
  return value;
}

/** The error a script ends with, as `Nu.error` gives it. */
export function nuError(script: string, options?: NuOptions): Promise<string> {
  return nuUnderTest(options).error(script);
}

/** What a person in fixtures/, or in a copy of it, sees who types a command there: stderr first. */
export async function shown(command: string, cwd = fixtures): Promise<string> {
  const env = { TZ: "UTC", PROVISIONING_ORCHESTRATOR_DATA_DIR: `${cwd}/data/small` };
  const { stdout, stderr } = await nu(command, { cwd, env });
  return `${stderr}${stdout}`.trimEnd();
}
