import { setImmediate as nextTurn } from "node:timers/promises";
import type { Engine } from "../command/engine.ts";
import type { Plain } from "../protocol/plain.ts";
import type { Version } from "../protocol/version.ts";
import type { SourceText } from "./source-text.ts";

/** What the caller's Nushell would say. */
export interface Answers {
  /** This process's own directory if not given. */
  readonly cwd?: string;
  /** The caller's variables; none if not given. */
  readonly env?: Readonly<Record<string, Plain>>;
  /** `$env.config.plugins.NAME`; not set if not given. */
  readonly config?: Plain;
  /** The text of `help` for the command. */
  readonly help?: string;
  /** Answers instead of those above, and to what they do not answer. */
  readonly engine?: Partial<Engine>;
}

/** An engine without a Nushell, and what came of it. */
export interface StubEngine {
  readonly engine: Engine;
  readonly warnings: readonly string[];
  /** Burst by burst: each began once all before it was answered. */
  readonly asked: readonly (readonly string[])[];
  /** The caller's variables, with those that the command has set. */
  readonly env: Readonly<Record<string, Plain>>;
}

/** Values are read from places in `source`. */
export function stubEngine(
  { cwd, env, config, help, engine }: Answers,
  version: Version,
  source: SourceText,
): StubEngine {
  const warnings: string[] = [];
  const asked: string[][] = [];
  const variables: Record<string, Plain> = { ...env };
  const variable = (name: string) => source.named(`$env.${name}`, variables[name]);

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
    envVar: (name) => ask(`envVar ${name}`, () => (Object.hasOwn(variables, name) ? variable(name) : undefined)),
    envVars: () => ask("envVars", () => new Map(Object.keys(variables).map((name) => [name, variable(name)]))),
    addEnvVar: (name, value) =>
      ask(`addEnvVar ${name}`, () => {
        variables[name] = value;
        // Throws where it cannot be encoded.
        variable(name);
      }),
    pluginConfig: () =>
      ask("pluginConfig", () => (config === undefined ? undefined : source.named("$env.config.plugins", config))),
    help: () => (help === undefined ? unanswered("help", '{ help: "the text" }') : ask("help", () => help)),
    spanContents: (span) => ask("spanContents", () => source.at(span)),
    config: () => unanswered("config"),
    evalClosure: () => unanswered("evalClosure"),
    findDecl: () => unanswered("findDecl"),
    callDecl: () => unanswered("callDecl"),
    blockIr: () => unanswered("blockIr"),
    foreground: (work) => work(false),
    keepAlive() {},
    warn: (line) => void warnings.push(line),
    progress() {},
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
