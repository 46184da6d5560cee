import type { Wire } from "../protocol/codec.ts";
import type { Closure } from "../protocol/kinds.ts";
import type { Plain } from "../protocol/plain.ts";
import type { Span } from "../protocol/span.ts";
import type { Value } from "../protocol/value.ts";
import type { Version } from "../protocol/version.ts";
import type { InputType, Taken } from "./input.ts";
import type { PipelineData } from "./pipeline-data.ts";
import type { any } from "./type.ts";

/** How code of the caller's is run, and what is made of its result. */
export interface EvalOptions<I extends InputType> {
  readonly positional?: readonly Plain[];
  readonly input?: PipelineData;
  /** How the result is read: `any` if not given; `items`, `text` or `bytes` as it comes. */
  readonly returns?: I;
  /** Whether the output of an external command is the result; true if not given, as else it reaches the terminal. */
  readonly redirectStdout?: boolean;
  readonly redirectStderr?: boolean;
}

export interface CallOptions<I extends InputType> extends EvalOptions<I> {
  /** Flags by their long names; `true` for a switch. */
  readonly flags?: Readonly<Record<string, Plain>>;
}

/**
 * What a command may ask of Nushell while it answers a call. Afterwards every question is refused.
 *
 * Ask for several things at once (`Promise.all`): one burst costs as much as one question.
 */
export interface Engine {
  readonly version: Version;
  /** The caller's working directory; the plugin's own is that of its file. */
  currentDir(): Promise<string>;
  /** The caller's variable; `process.env` only has what held when the plugin started. */
  envVar(name: string): Promise<Value | undefined>;
  envVars(): Promise<ReadonlyMap<string, Value>>;
  /** Sets a variable in the caller's scope. */
  addEnvVar(name: string, value: Plain): Promise<void>;
  /** `$env.config.plugins.NAME`. */
  pluginConfig(): Promise<Value | undefined>;
  /** `$env.config`, in a form that changes with Nushell's releases. */
  config(): Promise<Wire>;
  /** The text of `help` for the command that runs. */
  help(): Promise<string>;
  /** What was written there, in Nushell's encoding: not always UTF-8. */
  spanContents(span: Span): Promise<Uint8Array>;
  /** Runs a closure; what it fails with is thrown as a LabeledError. */
  evalClosure<I extends InputType = typeof any>(closure: Closure, options?: EvalOptions<I>): Promise<Taken<I>>;
  /** The number of a command, for `callDecl`; undefined when there is none of that name. */
  findDecl(name: string): Promise<number | undefined>;
  /** Runs a command of Nushell's or of a plugin. One that was defined in Nushell, by `def`, it refuses to run. */
  callDecl<I extends InputType = typeof any>(declId: number, options?: CallOptions<I>): Promise<Taken<I>>;
  /** The compiled code of a closure's block, in a form that changes with Nushell's releases. From 0.110 on. */
  blockIr(blockId: number): Promise<Wire>;
  /**
   * Does what reads keys from the terminal: while `work` runs, the plugin and not the shell has it. It is left also when
   * `work` fails. Where there is no terminal to be had, `work` runs all the same and a line on stderr says so: it is told
   * by `hasTerminal`, and must not read a terminal then, as the system would stop the process.
   */
  foreground<T>(work: (hasTerminal: boolean) => Promise<T>): Promise<T>;
  /**
   * Keeps Nushell from stopping the idle plugin, until `milliseconds` have passed without a call; then `release` is
   * called and Nushell may stop it. 0 keeps nothing alive. The latest call counts.
   */
  keepAlive(milliseconds: number, release: () => void): void;
  /** Prints one line where the user sees it: stderr. What a terminal would act upon is escaped. */
  warn(line: string): void;
  /**
   * Shows a line on stderr in place of the one before; undefined takes it away, as does the end of the call. Nothing
   * where stderr is no terminal.
   */
  progress(line: string | undefined): void;
}
