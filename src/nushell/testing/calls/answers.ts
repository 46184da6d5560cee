import type { CallOptions, Engine } from "../../command/engine/engine.ts";
import type { InputType } from "../../command/data/input.ts";
import type { Closure } from "../../protocol/values/value.ts";
import type { Given, Input } from "../values/given.ts";

/** The Nushell that a call seems to come from. */
export interface Answers {
  /** Its version, by default 0.115.1. */
  readonly version?: string;
  /** The caller's directory, by default this process's own. */
  readonly cwd?: string;
  /** The caller's variables, by default none. Of `config`, `engine.config` gives the value. */
  readonly env?: Readonly<Record<string, Given>>;
  /** The value of `$env.config.plugins.NAME`. */
  readonly config?: Given;
  /** The text of `help` for the command. */
  readonly help?: string;
  /** What `findDecl` finds and `callDecl` runs, by name: `{ "term size": () => ({ columns: 100, rows: 30 }) }`. */
  readonly commands?: Readonly<Record<string, CommandFunction>>;
  /** Your own answers to these and to all other questions. */
  readonly engine?: EngineMocks;
  /** Aborts the call, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** A function that stands for a command of the caller's: as for a closure, and it gets the flags by their long names. */
// oxlint-disable-next-line typescript/no-explicit-any -- As for closures.
export type CommandFunction = (positional: any, input: any, flags: any) => Input | void | Promise<Input | void>;

/** How a command runs the caller's code, with what it gives as a closure's function gets it. */
export interface MockedOptions extends Omit<CallOptions<InputType>, "positional" | "input" | "flags"> {
  /* oxlint-disable typescript/no-explicit-any -- As for closures. */
  /** The arguments, in their order. */
  readonly positional: any;
  /** What is piped in. */
  readonly input: any;
  /** The flags by their long names. */
  readonly flags: any;
  /* oxlint-enable typescript/no-explicit-any */
}

type CallersCode = "evalClosure" | "callDecl";
type CallersValues = "envVar" | "pluginConfig" | "config";

/**
 * Methods of the engine, all of them optional, for questions that a test answers by itself. Where the answer is a value of the
 * caller's, or of the caller's code, they return it as plain data, as a closure's function does: it goes through the form in
 * which it would be sent, and is read as the command asks for it.
 */
export interface EngineMocks extends Partial<Omit<Engine, CallersCode | CallersValues>> {
  /** Gives a variable, or undefined for one that is not set. */
  readonly envVar?: (name: string) => Given | Promise<Given>;
  /** Gives `$env.config.plugins.NAME`. */
  readonly pluginConfig?: () => Given | Promise<Given>;
  /** Gives `$env.config`. */
  readonly config?: () => Given | Promise<Given>;
  /** Gives the result of a closure. */
  readonly evalClosure?: (closure: Closure, options: MockedOptions) => Input | void | Promise<Input | void>;
  /** Gives the result of a command, by the number that `findDecl` has given. */
  readonly callDecl?: (declId: number, options: MockedOptions) => Input | void | Promise<Input | void>;
}
