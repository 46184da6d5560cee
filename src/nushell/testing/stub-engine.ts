import { setImmediate as nextTurn } from "node:timers/promises";
import { callersValue } from "../command/callers-value.ts";
import type { Engine } from "../command/engine.ts";
import type { Plain } from "../protocol/values/plain.ts";
import type { Version } from "../protocol/version.ts";
import type { CommandLine } from "./command-line.ts";

/** The answers of the caller's Nushell. */
export interface Answers {
  /** The caller's directory, by default this process's own. */
  readonly cwd?: string;
  /** The caller's variables, by default none. Of `config`, `engine.config` gives the value. */
  readonly env?: Readonly<Record<string, Plain>>;
  /** The value of `$env.config.plugins.NAME`. */
  readonly config?: Plain;
  /** The text of `help` for the command. */
  readonly help?: string;
  /** Your own answers to these and to all other questions. */
  readonly engine?: Partial<Engine>;
}

/** An engine without a Nushell, and a record of its use. */
export interface StubEngine {
  /** What the command asks. */
  readonly engine: Engine;
  /** What it has said by `engine.warn`. */
  readonly warnings: readonly string[];
  /** The questions, burst by burst. A burst begins once all earlier questions are answered. */
  readonly asked: readonly (readonly string[])[];
  /** The caller's variables, including those that the command has set. */
  readonly env: Readonly<Record<string, Plain>>;
}

/** Returns an engine whose values have places in `line`. */
export function stubEngine(
  { cwd, env, config, help, engine }: Answers,
  version: Version,
  line: CommandLine,
): StubEngine {
  const warnings: string[] = [];
  const asked: string[][] = [];
  const variables: Record<string, Plain> = { ...env };
  const variable = (name: string) => line.named(`$env.${name}`, variables[name]);

  let burst: { readonly questions: string[]; readonly end: Promise<void> } | undefined;
  const ask = async <T>(question: string, answer: () => T): Promise<T> => {
    burst ??= { questions: [], end: nextTurn().then(() => (burst = undefined)) };
    if (burst.questions.length === 0) asked.push(burst.questions);
    burst.questions.push(question);
    await burst.end;
    return answer();
  };

  const stub: Engine = {
    version,
    currentDir: () => ask("currentDir", () => cwd ?? process.cwd()),
    envVar: (name, type) =>
      ask(`envVar ${name}`, () =>
        Object.hasOwn(variables, name) ? callersValue(`$env.${name}`, variable(name), type) : undefined,
      ),
    envVars: () => ask("envVars", () => new Map(Object.keys(variables).map((name) => [name, variable(name)]))),
    addEnvVar: (name, value) =>
      ask(`addEnvVar ${name}`, () => {
        variables[name] = value;
        // This throws if the value cannot be encoded.
        variable(name);
      }),
    pluginConfig: (type) =>
      ask("pluginConfig", () =>
        config === undefined
          ? undefined
          : callersValue("$env.config.plugins", line.named("$env.config.plugins", config), type),
      ),
    config: (type) =>
      ask("config", () => callersValue("$env.config", line.named("$env.config", variables["config"] ?? {}), type)),
    help: () => (help === undefined ? unanswered("help", '{ help: "the text" }') : ask("help", () => help)),
    spanContents: (span) => ask("spanContents", () => line.at(span)),
    rawConfig: () => unanswered("rawConfig"),
    evalClosure: () => unanswered("evalClosure"),
    findDecl: () => unanswered("findDecl"),
    callDecl: () => unanswered("callDecl"),
    blockIr: () => unanswered("blockIr"),
    foreground: (work) => work(false),
    keepAlive() {},
    warn: (warning) => void warnings.push(warning),
    progress() {},
    keepProgress() {},
  };
  return { engine: { ...stub, ...engine }, warnings, asked, env: variables };
}

function unanswered(question: string, option = `{ engine: { ${question}: ... } }`): Promise<never> {
  return Promise.reject(
    new Error(
      `there is no Nushell here to answer engine.${question}: pass runCommand ${option}, or test it with openNu`,
    ),
  );
}
