import { setImmediate as nextTurn } from "node:timers/promises";
import { callersValue } from "../../command/value-types/callers-value.ts";
import type { Engine, Held } from "../../command/engine/engine.ts";
import type { Parameter } from "../../command/value-types/parameter.ts";
import type { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Version } from "../../protocol/version.ts";
import type { Answers } from "./answers.ts";
import { runCallersCode } from "./callers-code.ts";
import type { CommandLine } from "./command-line.ts";
import type { Closures, Given } from "../values/given.ts";

/** What a command has done with the engine. */
export interface Notes {
  /** What it has said by `engine.warn`. */
  readonly warnings: readonly string[];
  /** The lines of its progress, in their order. */
  readonly progress: readonly string[];
  /** The questions, burst by burst. A burst begins once all earlier questions are answered. */
  readonly asked: readonly (readonly string[])[];
  /** The caller's variables, including those that the command has set. */
  readonly env: Readonly<Record<string, Plain>>;
  /** What it keeps in memory, and for how many milliseconds. */
  readonly kept: readonly { readonly milliseconds: number; readonly held: Held }[];
}

/** An engine without a Nushell, and a record of its use. */
export interface StubEngine {
  /** What the command asks. */
  readonly engine: Engine;
  /** What it has noted of its use. */
  readonly notes: Notes;
}

/** The call that an engine is for. */
export interface StubCall {
  readonly version: Version;
  readonly line: CommandLine;
  readonly head: Span;
  readonly closures: Closures;
  readonly signal: AbortSignal;
  readonly hasTerminal: boolean;
  /** Whether the call has been answered. */
  readonly isOver: () => boolean;
  /** The error of every question, if Nushell answers none in this kind of call. */
  readonly refusal?: LabeledError | undefined;
}

/** Returns an engine whose values have places in the call's line. */
export function stubEngine(answers: Answers, call: StubCall): StubEngine {
  const { version, line, closures, signal } = call;
  const { cwd, env, config, help, commands } = answers;
  const { evalClosure, callDecl, envVar, pluginConfig, config: callersConfig, ...mocks } = answers.engine ?? {};
  const warnings: string[] = [];
  const progress: string[] = [];
  const kept: { milliseconds: number; held: Held }[] = [];
  const asked: string[][] = [];
  const variables = closures.record(env ?? {});
  const variable = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
  const written = (name: string) => line.named(`$env.${name}`, variables[name]);
  const place = { version, span: call.head, closures, signal };
  const declared = Object.keys(commands ?? {});

  let burst: { readonly questions: string[]; readonly end: Promise<void> } | undefined;
  const ask = async <T>(question: string, answer: () => T | Promise<T>): Promise<T> => {
    if (call.refusal !== undefined) throw call.refusal;
    if (call.isOver()) throw new Error(`the call has been answered, so Nushell would not answer engine.${question}`);
    burst ??= { questions: [], end: nextTurn().then(() => (burst = undefined)) };
    if (burst.questions.length === 0) asked.push(burst.questions);
    burst.questions.push(question);
    await burst.end;
    return answer();
  };

  /** Asks for a value of the caller's, which is read by a type if one is given. */
  const askValue = <Out>(question: string, name: string, answer: () => Given | Promise<Given>, type?: Parameter<Out>) =>
    ask(question, async () => {
      const given = await answer();
      return given === undefined ? undefined : callersValue(name, line.named(name, given), type);
    });
  const unanswered = (question: string, option = `{ engine: { ${question}: ... } }`): Promise<never> =>
    ask(question, () => {
      throw new Error(`there is no Nushell here to answer engine.${question}: pass ${option}, or test it with openNu`);
    });

  const stub: Engine = {
    version,
    currentDir: () => ask("currentDir", () => cwd ?? process.cwd()),
    envVar: (name, type) => askValue(`envVar ${name}`, `$env.${name}`, () => (envVar ?? variable)(name), type),
    envVars: () => ask("envVars", () => new Map(Object.keys(variables).map((name) => [name, written(name)]))),
    addEnvVar: (name, value) =>
      ask(`addEnvVar ${name}`, () => {
        variables[name] = value;
        // This throws if the value cannot be encoded.
        written(name);
      }),
    pluginConfig: (type) => askValue("pluginConfig", "$env.config.plugins", pluginConfig ?? (() => config), type),
    async config(type) {
      const given = callersConfig ?? (() => variable("config") ?? {});
      return (await askValue("config", "$env.config", given, type)) ?? unanswered("config");
    },
    help: () => (help === undefined ? unanswered("help", '{ help: "the text" }') : ask("help", () => help)),
    spanContents: (span) => ask("spanContents", () => line.at(span)),
    rawConfig: () => unanswered("rawConfig"),
    evalClosure(closure, options = {}) {
      if (evalClosure !== undefined)
        return ask("evalClosure", () =>
          runCallersCode(options, (received) => evalClosure(closure, { ...options, ...received }), place),
        );
      const code = closures.find(closure);
      if (code === undefined) return unanswered("evalClosure", "a function as the closure");
      return ask("evalClosure", () =>
        runCallersCode(options, ({ positional, input }) => code(positional, input), place),
      );
    },
    findDecl(name) {
      if (commands === undefined) return unanswered("findDecl", `{ commands: { ${JSON.stringify(name)}: () => ... } }`);
      const id = declared.indexOf(name);
      return ask(`findDecl ${name}`, () => (id === -1 ? undefined : id));
    },
    callDecl(id, options = {}) {
      if (callDecl)
        return ask("callDecl", () =>
          runCallersCode(options, (received) => callDecl(id, { ...options, ...received }), place),
        );
      const name = declared[id];
      const code = name === undefined ? undefined : commands?.[name];
      if (code === undefined) return unanswered("callDecl");
      return ask(`callDecl ${name}`, () =>
        runCallersCode(options, ({ positional, input, flags }) => code(positional, input, flags), place),
      );
    },
    blockIr: () => unanswered("blockIr"),
    foreground: (work) => work(call.hasTerminal),
    keepAlive: (milliseconds, held) => void kept.push({ milliseconds, held }),
    warn: (warning) => void warnings.push(warning),
    progress: (shown) => void (shown !== undefined && progress.push(shown)),
    keepProgress() {},
  };
  return {
    engine: call.refusal === undefined ? { ...stub, ...mocks } : stub,
    notes: { warnings, progress, asked, env: variables, kept },
  };
}
