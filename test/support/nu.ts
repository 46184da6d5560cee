import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { releasePackage, since } from "./releases.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const fixtures = `${root}/fixtures`;
export const pluginFile = `${root}/plugin/nu_plugin_orchestrator`;

/** The release under test, as npm installed it. Throws where it is missing: no test here means anything without it. */
export function nuBinary(): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@nushell/${system}-${process.arch}/bin/nu${system === "windows" ? ".exe" : ""}`;
  const owner = createRequire(import.meta.url).resolve(`${releasePackage}/package.json`);
  return createRequire(owner).resolve(name);
}

export interface NuOptions {
  /** Where nu runs; fixtures/ if not given. */
  readonly cwd?: string;
  /** On top of a small, clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The plugin files it loads; none for a script that registers its own. */
  readonly plugins?: readonly string[];
  /** A configuration file to load; none if not given. */
  readonly config?: string;
}

export interface NuResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** The environment nu gets: nothing of the machine's own that could lead to other data directories. */
export function cleanEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", NO_COLOR: "1", ...more };
}

/** Runs a script in a real nu with the plugin loaded, no configuration and no standard input. */
export function nu(script: string, options: NuOptions = {}): Promise<NuResult> {
  const { cwd = fixtures, env = {}, plugins = [pluginFile], config } = options;
  const load = plugins.length === 0 ? [] : ["--plugins", `[${plugins.map((file) => JSON.stringify(file)).join(" ")}]`];
  return new Promise((resolve, reject) => {
    const settings = config === undefined ? ["-n"] : ["--config", config, "--env-config", config];
    const child = spawn(nuBinary(), [...settings, "--no-std-lib", ...load, "-c", script], {
      cwd,
      env: cleanEnvironment(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    // Older releases colour help and errors whatever NO_COLOR says.
    const plain = since("0.107") ? (text: string) => text : stripVTControlCharacters;
    child.on("close", (code) => resolve({ stdout: plain(stdout), stderr: plain(stderr), code }));
  });
}

/** The value of a script's last expression, through JSON; durations are nanoseconds. Fails with nu's words if nu fails. */
export async function nuValue(script: string, options?: NuOptions): Promise<unknown> {
  const { stdout, stderr, code } = await nu(`${script} | to json --raw`, options);
  if (code !== 0) throw new Error(`nu failed with ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** The error a script ends with, as nu prints it without colours, on one line. */
export async function nuError(script: string, options?: NuOptions): Promise<string> {
  const { stdout, stderr, code } = await nu(script, options);
  if (code === 0) throw new Error(`nu did not fail but printed:\n${stdout}`);
  return unwrapped(stderr);
}

/** Nushell wraps an error's lines at the terminal's width and draws a margin: both are taken out again. */
function unwrapped(text: string): string {
  return text.replace(/\s*\n\s*[│|]?\s*/gu, " ").trim();
}

/** What a person in fixtures/, or in a copy of it, sees who types a command there: stderr first; times in UTC. */
export async function shown(command: string, cwd = fixtures): Promise<string> {
  const { stdout, stderr } = await nu(command, {
    cwd,
    env: { TZ: "UTC", PROVISIONING_ORCHESTRATOR_DATA_DIR: `${cwd}/data/small` },
    config: `${root}/test/support/config.nu`,
  });
  return `${stderr}${stdout}`.trimEnd();
}
