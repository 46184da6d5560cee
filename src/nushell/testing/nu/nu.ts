import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve as absolute } from "node:path";
import { Readable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { anything, checkFields, number, object, optional, text, texts, type Fields } from "../../protocol/fields.ts";
import { quoted } from "../../protocol/texts/quoting.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Input } from "../values/given.ts";
import { piped, type Piped } from "./piped.ts";

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
  nu: optional(text),
  plugins: optional(texts),
  cwd: optional(text),
  env: optional(object),
  config: optional(text),
  timeout: optional(number),
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

/** What one script has besides the options of `openNu`. */
export interface ScriptOptions {
  /**
   * What is piped into the script: plain data as one value, an iterable as a list, and a byte stream as from an external
   * command. The script is then the body of a closure, so that it can use `$in`.
   */
  readonly input?: Input;
  /** Variables beside those of all scripts. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The directory in which it runs. */
  readonly cwd?: string;
}

const scriptFields = {
  input: anything,
  env: optional(object),
  cwd: optional(text),
} satisfies Fields<ScriptOptions>;

/** What Nushell offers when TAB is pressed. */
export interface Offered {
  /** The text that is inserted in place of what `span` covers of the line. */
  readonly value: string;
  /** What it replaces, in bytes of the line. */
  readonly span: Span;
  /** What the menu says beside it. */
  readonly description?: string;
  /** The text that is shown instead. */
  readonly display?: string;
  /** What it is, such as `flag` or `command`, and of which type. */
  readonly kind?: string;
  /** The type of a value. */
  readonly type?: string;
}

/** A real Nushell. Each script has a process of its own, with fresh plugins and, without `input`, nothing to read. */
export interface Nu {
  /**
   * Runs a script. Resolves even if it fails; rejects if nu cannot be started or takes too long, and with a TypeError if
   * Nushell has no notation for the input, as for closures and custom values.
   */
  run(script: string, options?: ScriptOptions): Promise<NuResult>;
  /**
   * Returns the value of the script's last pipeline. It comes as JSON: durations are nanoseconds, filesizes bytes,
   * dates texts and binary a list of numbers; ints beyond 2^53 lose digits. Rejects with Nushell's message if the
   * script fails.
   */
  value(script: string, options?: ScriptOptions): Promise<unknown>;
  /** Returns the error that the script prints, without colours and on one line. Rejects if the script does not fail. */
  error(script: string, options?: ScriptOptions): Promise<string>;
  /**
   * Returns what TAB offers at the end of a line: `complete("greet --sh")`. A plugin's completers run. Rejects if the
   * release has no `commandline complete`, as those before 0.114.
   */
  complete(line: string, options?: Omit<ScriptOptions, "input">): Promise<readonly Offered[]>;
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
  const run = async (script: string, given: ScriptOptions = {}) => {
    checkFields(given, scriptFields, "what a script is given");
    const { input, cwd, env } = given;
    const own = { ...options, cwd: cwd ?? options.cwd, env: { ...(options.env ?? process.env), ...env } };
    return input === undefined ? start({ script }, own) : start(await piped(script, input), own);
  };
  const value = async (script: string, own?: ScriptOptions): Promise<unknown> => {
    // On a line of its own, as the script may end with a comment.
    const { stdout, stderr, code } = await run(`${script}\n| to json --raw`, own);
    if (code !== 0) throw new Error(`nu failed with ${code}:\n${stderr}`);
    return JSON.parse(lastLine(stdout));
  };
  return {
    run,
    value,
    async error(script, own) {
      const { stdout, stderr, code } = await run(script, own);
      if (code === 0) throw new Error(`nu did not fail but printed:\n${stdout}`);
      return errorText(stderr);
    },
    async complete(line, own) {
      const { stdout, stderr, code } = await run(`${quoted(line)} | ${completing} --detailed | to json --raw`, own);
      // What a suggestion lacks is null.
      if (code === 0) return JSON.parse(lastLine(stdout), (_, cell: unknown) => cell ?? undefined);
      const known = await value(`"${completing}" in (scope commands | get name)`);
      if (known === true) throw new Error(`nu failed with ${code}:\n${stderr}`);
      throw new Error(`this Nushell, ${String(await value("version | get version"))}, ${lacksCompletion}`);
    },
  };
}

const completing = "commandline complete";
const lacksCompletion = `has no \`${completing}\`: take 0.114 or later, or \`complete\` of this kit, which needs no nu`;

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

function start({ script, stdin }: Pick<Piped, "script"> & Partial<Piped>, options: NuOptions): Promise<NuResult> {
  const { nu = "nu", plugins = [], cwd = process.cwd(), env = process.env, config, timeout = 30_000 } = options;
  const files = plugins.map((file) => JSON.stringify(absolute(file)));
  const settings = config === undefined ? ["--no-config-file"] : ["--config", config, "--env-config", config];
  const load = files.length === 0 ? [] : ["--plugins", `[${files.join(" ")}]`];
  return new Promise((resolve, reject) => {
    const reads = stdin === undefined ? [] : ["--stdin"];
    const child = spawn(nu, [...settings, "--no-std-lib", ...load, ...reads, "--commands", script], {
      cwd,
      env: { NO_COLOR: "1", ...env },
      stdio: "pipe",
    });
    // A script that does not read all of its input is no failure.
    const source = stdin === undefined ? Readable.from([]) : Readable.from(stdin);
    source.on("error", (error) => {
      child.kill("SIGKILL");
      reject(error);
    });
    source.pipe(child.stdin.on("error", () => source.destroy()));
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
