import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve as absolute } from "node:path";
import { stripVTControlCharacters } from "node:util";
import * as kind from "../protocol/fields.ts";
import { checkFields, optional, type Fields } from "../protocol/fields.ts";

/** Which Nushell, which plugins, and where scripts run. */
export interface NuOptions {
  /** The executable, by default `nu` on PATH. */
  readonly nu?: string | undefined;
  /** The files of the plugins to load for each script. */
  readonly plugins?: readonly string[] | undefined;
  /** The directory in which scripts run, by default this process's own. */
  readonly cwd?: string | undefined;
  /** All of nu's environment variables, by default this process's own. NO_COLOR is 1 unless set here. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A configuration file to load. With it, nu also loads the user's registered plugins. */
  readonly config?: string | undefined;
  /** How many milliseconds a script may take before nu is killed, by default 30,000. */
  readonly timeout?: number | undefined;
}

const fields = {
  nu: optional(kind.text),
  plugins: optional(kind.texts),
  cwd: optional(kind.text),
  env: optional(kind.object),
  config: optional(kind.text),
  timeout: optional(kind.number),
} satisfies Fields<NuOptions>;

/** What a script has printed, and how it ended. */
export interface NuResult {
  /** What the script printed, without the error, which goes to stderr. */
  readonly stdout: string;
  /** What Nushell and the plugins have written there. */
  readonly stderr: string;
  /** Null when nu was killed. */
  readonly code: number | null;
}

/** A real Nushell. Each script has a process of its own, with fresh plugins and an empty standard input. */
export interface Nu {
  /** Runs a script. Resolves even if it fails; rejects if nu cannot be started or takes too long. */
  run(script: string): Promise<NuResult>;
  /**
   * Returns the value of the script's last pipeline. It comes as JSON: durations are nanoseconds, filesizes bytes,
   * dates texts and binary a list of numbers; ints beyond 2^53 lose digits. Rejects with Nushell's message if the
   * script fails.
   */
  value(script: string): Promise<unknown>;
  /** Returns the error that the script prints, without colours and on one line. Rejects if the script does not fail. */
  error(script: string): Promise<string>;
}

/**
 * Returns a Nushell to run scripts with. It is started only for a script, so the first one shows whether it is missing.
 *
 * @example
 * ```ts
 * const nu = openNu({ plugins: ["nu_plugin_greet"] });
 * assert.equal(await nu.value("greet Ada"), "Hello, Ada!");
 * ```
 */
export function openNu(options: NuOptions = {}): Nu {
  checkFields(options, fields, "what openNu is given");
  const run = (script: string) => start(script, options);
  return {
    run,
    async value(script) {
      const { stdout, stderr, code } = await run(`${script} | to json --raw`);
      if (code !== 0) throw new Error(`nu failed with ${code}:\n${stderr}`);
      return JSON.parse(lastLine(stdout));
    },
    async error(script) {
      const { stdout, stderr, code } = await run(script);
      if (code === 0) throw new Error(`nu did not fail but printed:\n${stdout}`);
      return errorText(stderr);
    },
  };
}

/** Returns the line that `to json --raw` has written. What the script itself prints comes before it. */
export function lastLine(stdout: string): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** Joins the lines of an error of Nushell's, which wraps it at the terminal's width and behind a margin. */
export function errorText(stderr: string): string {
  return stripVTControlCharacters(stderr)
    .replace(/\s*\n\s*[│|]?\s*/gu, " ")
    .trim();
}

function start(script: string, options: NuOptions): Promise<NuResult> {
  const { nu = "nu", plugins = [], cwd = process.cwd(), env = process.env, config, timeout = 30_000 } = options;
  const files = plugins.map((file) => JSON.stringify(absolute(file)));
  const settings = config === undefined ? ["--no-config-file"] : ["--config", config, "--env-config", config];
  const load = files.length === 0 ? [] : ["--plugins", `[${files.join(" ")}]`];
  return new Promise((resolve, reject) => {
    const child = spawn(nu, [...settings, "--no-std-lib", ...load, "--commands", script], {
      cwd,
      env: { NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (stdout += piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (stderr += piece));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      // A plugin that is still running holds them open.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(new Error(`nu was not done after ${timeout} ms with \`${script}\`\n${stderr}`));
    }, timeout);
    child.on("error", (cause) => {
      clearTimeout(timer);
      reject(new Error(startFailure(nu, cwd, cause), { cause }));
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ stdout, stderr, code });
    });
  });
}

function startFailure(nu: string, cwd: string, cause: Error): string {
  if (!existsSync(cwd)) return `cannot run nu in ${cwd}: there is no such directory`;
  const isMissing = "code" in cause && cause.code === "ENOENT";
  if (!isMissing) return `cannot run ${nu}: ${cause.message}`;
  const where = nu === "nu" ? 'there is no "nu" on PATH' : `there is no ${nu}`;
  return `${where}: install Nushell, or pass openNu { nu: "/where/it/is/nu" }`;
}
