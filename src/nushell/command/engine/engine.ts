import type { BlockIr } from "../../protocol/messages/block-ir.ts";
import type { Wire } from "../../protocol/msgpack/wire.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Closure, Value } from "../../protocol/values/value.ts";
import type { Version } from "../../protocol/version.ts";
import type { InputType, Taken } from "../data/input.ts";
import type { PipelineData, ValueData } from "../data/pipeline-data.ts";
import type { Parameter } from "../value-types/parameter.ts";
import type { any } from "../value-types/type.ts";

/** An argument for the caller's code: a plain value, or `value(type, content)`. By `anyValue` it keeps its place. */
export type CallArgument = Plain | ValueData;

/** How the caller's code is run, and how its result is read. */
export interface EvalOptions<I extends InputType> {
  /** The arguments: those of a closure's parameters, or of a command. */
  readonly positional?: readonly CallArgument[];
  /** What is piped in, by default nothing. A closure's `$in` needs it. */
  readonly input?: PipelineData;
  /** The type of the result, by default `any`. With `items`, `text` or `bytes` it is read as it comes. */
  readonly returns?: I;
  /** Whether an external command's output becomes the result, as by default, or goes to the terminal. */
  readonly redirectStdout?: boolean;
  /** The same for what it writes to stderr; by default false. */
  readonly redirectStderr?: boolean;
  /** Where errors say that it was called, and the place of plain values. By default that is the running command's name. */
  readonly span?: Span;
}

/** How a command is called, and how its result is read. */
export interface CallOptions<I extends InputType> extends EvalOptions<I> {
  /** Flags by their long names; `true` for a switch. */
  readonly flags?: Readonly<Record<string, CallArgument>>;
}

/** Something that a plugin keeps in memory between calls, such as a cache. */
export interface Held {
  /** Lets go of it. */
  close(): void;
}

/**
 * What a command can ask of Nushell while it answers a call. After that, every question fails.
 *
 * Ask for several things at once (`Promise.all`), as one burst takes as long as one question.
 */
export interface Engine {
  /** The Nushell that called: `atLeast(engine.version, "0.109")`. */
  readonly version: Version;
  /** Returns the caller's working directory. The plugin's own is the folder that its file is in. */
  currentDir(): Promise<string>;
  /**
   * Returns the caller's variable, read by a type if one is given, or undefined if it is not set. `process.env` only has
   * the values from when the plugin started. What Nushell has from outside is a text, what a script sets may be anything.
   * Rejects with a LabeledError if the type does not take the value.
   */
  envVar<Out = Value>(name: string, type?: Parameter<Out>): Promise<Out | undefined>;
  /** Returns all of the caller's variables. They are many: ask for a few by `envVar`. */
  envVars(): Promise<ReadonlyMap<string, Value>>;
  /** Sets a variable in the caller's scope. */
  addEnvVar(name: string, value: Plain): Promise<void>;
  /**
   * Returns `$env.config.plugins.NAME`, where NAME is the plugin's, read by a type if one is given, or undefined if it is
   * not set. Of a closure there Nushell gives the result. Rejects with a LabeledError if the type does not take the value.
   */
  pluginConfig<Out = Value>(type?: Parameter<Out>): Promise<Out | undefined>;
  /**
   * Returns `$env.config` as scripts see it, read by a type if one is given: declare the settings that you need, each as
   * `nullable`, as releases add and rename settings. It is empty before 0.101 where the user has set nothing. Rejects with
   * a LabeledError if the type does not take the value.
   */
  config<Out = Value>(type?: Parameter<Out>): Promise<Out>;
  /**
   * Returns what the protocol's `GetConfig` does: the configuration that is in force, by the names that it has inside
   * Nushell. No type can promise its form, which changes with Nushell's releases, so prefer `config`.
   */
  rawConfig(): Promise<Wire>;
  /** Returns the text of `help` for the running command. */
  help(): Promise<string>;
  /** Returns what was written at a place. It is not always UTF-8. */
  spanContents(span: Span): Promise<Uint8Array>;
  /**
   * Runs a closure. Rejects with a LabeledError if the closure fails.
   *
   * @example
   * ```ts
   * const length = await engine.evalClosure(positionals.closure, { positional: ["some text"], returns: int });
   * ```
   */
  evalClosure<I extends InputType = typeof any>(closure: Closure, options?: EvalOptions<I>): Promise<Taken<I>>;
  /** Returns the number of a command, for `callDecl`, or undefined if there is no command of that name. */
  findDecl(name: string): Promise<number | undefined>;
  /**
   * Runs a built-in command or a plugin's. Nushell refuses to run one that was defined by `def`.
   *
   * @example
   * ```ts
   * const sort = await engine.findDecl("sort");
   * if (sort !== undefined) {
   *   const input = value(list(int), [3, 1, 2]);
   *   const sorted = await engine.callDecl(sort, { flags: { reverse: true }, input, returns: list(int) });
   * }
   * ```
   */
  callDecl<I extends InputType = typeof any>(declId: number, options?: CallOptions<I>): Promise<Taken<I>>;
  /** Returns the compiled code of a closure, from 0.110 on. Its instructions differ between Nushell's releases. */
  blockIr(blockId: number): Promise<BlockIr>;
  /**
   * Runs work that reads keys: the terminal belongs to the plugin, not to the shell, until `work` has ended or failed.
   * While an external command of the pipeline has the terminal, it waits for that command to end, so read the input first.
   * If there is no terminal, `work` runs all the same and a line on stderr says so. Then `hasTerminal` is false, and
   * `work` must not read from a terminal, as the system would stop the process.
   */
  foreground<T>(work: (hasTerminal: boolean) => Promise<T>): Promise<T>;
  /**
   * Keeps Nushell from stopping the idle plugin while it holds something in memory. Once `milliseconds` have passed
   * without a call, everything that is held is closed and Nushell may stop the plugin. The plugin can hold several
   * things; holding the same one again counts once. The time is that of the latest `keepAlive` for all of them. With 0,
   * all are closed as soon as no call is running.
   */
  keepAlive(milliseconds: number, held: Held): void;
  /** Prints one or more lines on stderr, where the user sees them. Characters that a terminal would act upon are escaped. */
  warn(text: string): void;
  /**
   * Shows a line on stderr in place of the previous one. Undefined removes it, and so does the end of the call. Does
   * nothing if stderr is not a terminal.
   */
  progress(line: string | undefined): void;
  /** Lets the line stand that `progress` has drawn. The next one is drawn below it. */
  keepProgress(): void;
}
