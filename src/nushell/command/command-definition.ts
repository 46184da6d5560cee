import type { Metadata } from "../protocol/messages/metadata.ts";
import type { Plain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { Release } from "../protocol/version.ts";
import type {
  Arguments,
  CheckedFlags,
  CheckedPositionals,
  Flags,
  FlagValues,
  Positionals,
  PositionalValues,
  Rest,
  Spanned,
} from "./arguments/argument.ts";
import type { Engine } from "./engine/engine.ts";
import type { InputType, Taken } from "./data/input.ts";
import type { PipelineData } from "./data/pipeline-data.ts";
import type { Declared, ListType, nothing, ValueType } from "./value-types/type.ts";

/** An example in the help of a command. */
export interface Example {
  /** What it shows, as a phrase. */
  readonly description: string;
  /** A whole pipeline, as one types it. */
  readonly example: string;
  /** The result of the example. `help` shows it, and `checkExamples` runs the example and compares. */
  readonly result?: Plain;
  /** The first release that it works on. Older ones do not show it. */
  readonly since?: Release;
}

/** One call of a command, with its arguments and its input. */
export interface CommandCall<F extends Arguments = Flags, R = never, P extends Arguments = Positionals, T = null> {
  /** The flags by their long names. One that was not given is its default or undefined, a switch true or false. */
  readonly flags: FlagValues<F>;
  /** The positionals by name. One that was not given is its default or undefined. */
  readonly positionals: PositionalValues<P>;
  /** The positionals after the declared ones, each with its place. */
  readonly rest: readonly Spanned<R>[];
  /** The input as its declared type reads it. A stream can be read only once. */
  readonly input: T;
  /** Where the input comes from: the place of a value, or of the command that makes a stream. `head` if it has none. */
  readonly inputSpan: Span;
  /** The metadata of the input. */
  readonly metadata: Metadata;
  /** Where the command's name is. */
  readonly head: Span;
  /** Returns where the flag was given, or `head` if it was not. */
  readonly flagSpan: (name: keyof F & string) => Span;
  /**
   * Returns where the positional was given, or `head` if it was not. From 0.116 on this is where its value was made, as in
   * `(1 + 2)` between the parentheses, or `head` if that is outside of this call.
   */
  readonly positionalSpan: (name: keyof P & string) => Span;
  /** The Nushell that called, to ask questions. */
  readonly engine: Engine;
  /**
   * Aborts on Ctrl-C, when the plugin ends, and when the reader of a streamed answer wants no more. Each call has its own, so
   * what the protocol's `Reset` takes back in Rust, a flag that all calls share, does not arise.
   */
  readonly signal: AbortSignal;
}

/** What a command returns: pipeline data, or what its declared output type takes. A list may also come item by item. */
export type Returned<O extends Declared> =
  | PipelineData
  | (O extends ListType<infer Item, unknown>
      ? readonly Item[] | AsyncIterable<Item> | (Iterable<Item> & object)
      : O extends ValueType<infer In, unknown>
        ? In
        : never);

/** Pairs of an input type and its output type. A pair with `nothing` as input must come last, as it fits any input. */
export type Variants = readonly (readonly [InputType, Declared])[];

export type Inputs<I extends InputType, V extends Variants> = V extends readonly [] ? I : V[number][0];

/** What a command returns, or a Promise of it. */
type Answer<O extends Declared, V extends Variants> = V extends readonly []
  ? Returned<O> | (O extends typeof nothing ? Hint<"declare an output to return a value"> : never)
  : PipelineData | Hint<"return value(type, content) or listStream(type, items): variants have no single output">;

declare const hint: unique symbol;
/** Nothing is one: it only shows its text where TypeScript lists what is allowed. */
interface Hint<Text extends string> {
  /** What to do, in words. */
  readonly [hint]: Text;
}

/**
 * The declaration of a command. (An intersection, as TypeScript would infer nothing from a declaration in which a
 * required key is misspelt, and complain of that instead.)
 */
export type CommandDefinition<
  F extends Arguments,
  R,
  P extends Arguments,
  I extends InputType,
  O extends Declared,
  V extends Variants,
> = CommandTexts & CommandTypes<F, R, P, I, O, V> & CommandRun<F, R, P, I, O, V>;

interface CommandTexts {
  /** What users type. It may have several words, as `str trim` has. */
  readonly name: string;
  /** What it does, in one line, for lists of commands and as the first line of its help. */
  readonly summary: string;
  /** More about it, in its help. Lines are broken at 80 columns; one that begins with a space stays as it is. */
  readonly description?: string | undefined;
  /** Other words by which `help --find` finds it. */
  readonly searchTerms?: readonly string[] | undefined;
  /** One of Nushell's categories, such as `Filters`, or a new one. */
  readonly category: string;
  /** Its examples, which the help shows. */
  readonly examples?: readonly Example[] | undefined;
  /** Whether undeclared flags are allowed. They arrive as texts in `rest`. */
  readonly allowsUnknownFlags?: boolean | undefined;
  /** Whether it is called a filter. No Nushell from 0.98 to 0.116 does anything with that. */
  readonly isFilter?: boolean | undefined;
  /**
   * Whether Nushell opens a scope while it parses the arguments. It shows in `scope commands`, but nothing that a plugin's
   * argument can contain declares a name outside a scope of its own.
   */
  readonly createsScope?: boolean | undefined;
  /**
   * Has the user's external completer, `$env.config.completions.external.completer`, complete the arguments from Nushell
   * 0.108 on. A list of an argument's own goes before it, and it before a completer's function.
   */
  readonly complete?: "external" | undefined;
  /**
   * Whether it reads keys from the terminal or draws on it, by `engine.foreground`. The plugin then starts more slowly.
   */
  readonly needsTerminal?: boolean | undefined;
}

type Beside = Hint<"variants stand instead of input and output">;

interface CommandTypes<
  F extends Arguments,
  R,
  P extends Arguments,
  I extends InputType,
  O extends Declared,
  V extends Variants,
> {
  /** Its flags by their long names, without dashes. `--help` is added. */
  readonly flags?: CheckedFlags<F>;
  /** Its positionals by name, in their order. */
  readonly positionals?: CheckedPositionals<P>;
  /** All positionals that follow the declared ones. Without it, Nushell refuses further ones. */
  readonly rest?: Rest<R> | undefined;
  /** The type of the input. If not given, whatever comes is dropped at once. */
  readonly input?: V extends readonly [] ? I : I & Beside;
  /** The type of the output, by default `nothing`. From 0.114 on, Nushell holds the command to it. */
  readonly output?: V extends readonly [] ? O : O & Beside;
  /** What several types of input lead to, instead of `input` and `output`. */
  readonly variants?: V;
}

interface CommandRun<
  F extends Arguments,
  R,
  P extends Arguments,
  I extends InputType,
  O extends Declared,
  V extends Variants,
> {
  /**
   * Does the work of one call. Calls may run at the same time. What it throws is the error of the call: a
   * LabeledError as it is, an error of the system as `LabeledError.from` does, anything else as a bug of the plugin, with its stack
   * on stderr.
   */
  run(call: CommandCall<F, R, P, Taken<Inputs<I, V>>>): Answer<O, V> | Promise<Answer<O, V>>;
}
