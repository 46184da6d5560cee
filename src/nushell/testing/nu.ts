import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve as absolute } from "node:path";
import { stripVTControlCharacters } from "node:util";

export interface NuOptions {
  /** The executable; `nu` on PATH if not given. */
  readonly nu?: string | undefined;
  /** The plugins' files, loaded for each script. */
  readonly plugins?: readonly string[] | undefined;
  /** Where scripts run; this process's own directory if not given. */
  readonly cwd?: string | undefined;
  /** All variables that nu gets; this process's own if not given. NO_COLOR is 1 unless it says otherwise. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** A configuration file to load, and the user's registered plugins with it; neither if not given. */
  readonly config?: string | undefined;
  /** Milliseconds that a script may take, 30,000 if not given: then nu is killed. */
  readonly timeout?: number | undefined;
}

export interface NuResult {
  readonly stdout: string;
  /** Nushell's own and the plugins'. */
  readonly stderr: string;
  /** Null when nu was killed. */
  readonly code: number | null;
}

/** A real Nushell. Each script gets a process of its own, and fresh plugins; nothing is on its standard input. */
export interface Nu {
  /** Resolves also when the script fails. Rejects when nu cannot be started or takes too long. */
  run(script: string): Promise<NuResult>;
  /**
   * The value of the script's last pipeline. It comes as JSON: durations are nanoseconds and filesizes bytes, dates
   * texts, binary a list of numbers; ints beyond 2^53 lose digits. Rejects with Nushell's words when the script fails.
   */
  value(script: string): Promise<unknown>;
  /** What the script prints as its error, without colours and on one line. Rejects when it does not fail. */
  error(script: string): Promise<string>;
}

/** A Nushell to run scripts with. It is started only then, so one that is missing shows with the first script. */
export function openNu(options: NuOptions = {}): Nu {
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

/** Where `to json --raw` has its value: what the script itself printed comes before it. */
export function lastLine(stdout: string): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

/** An error as Nushell prints it, on one line: wrapped at the terminal's width and behind a margin it is hard to match. */
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
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      // A plugin that goes on holds them open.
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
