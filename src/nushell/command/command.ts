import type { CompletionCall, EvaluatedCall } from "../protocol/messages/message-reader.ts";
import type { Metadata } from "../protocol/messages/metadata.ts";
import type { PluginSignature } from "../protocol/messages/signature.ts";
import type { Suggestion } from "../protocol/messages/suggestion.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import { writePlain, type Plain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { Release } from "../protocol/version.ts";
import {
  flagSignature,
  isRequired,
  positionalSignature,
  readFlag,
  readPlaced,
  readPositional,
  type Arguments,
  type CheckedFlags,
  type CheckedPositionals,
  type Flag,
  type Flags,
  type FlagValues,
  type NamedArguments,
  type Positional,
  type Positionals,
  type PositionalValues,
  type Rest,
  type Spanned,
} from "./argument.ts";
import type { Completer, CompletionRequest } from "./completion.ts";
import { checkDeclaration } from "./declaration-check.ts";
import type { Engine } from "./engine.ts";
import {
  fittingInput,
  inputSpan,
  inputTypes,
  takeInput,
  type InputType,
  type PipelineInput,
  type Taken,
} from "./input.ts";
import { isPipelineData, listStream, value, type PipelineData, type Source } from "./pipeline-data.ts";
import { nothing, type Declared, type ListType, type ValueType } from "./value-types/type.ts";

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
  /** Where the command's name is: the place for errors that no argument is to blame for. */
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

type Inputs<I extends InputType, V extends Variants> = V extends readonly [] ? I : V[number][0];

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
  /**
   * Whether it reads keys from the terminal or draws on it, by `engine.foreground`. The plugin then starts more slowly.
   */
  readonly needsTerminal?: boolean | undefined;
}

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
  readonly input?: I;
  /** The type of the output, by default `nothing`. From 0.114 on, Nushell holds the command to it. */
  readonly output?: O;
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
   * LabeledError as it is, anything else as a bug of the plugin, with its stack on stderr.
   */
  run(call: CommandCall<F, R, P, Taken<Inputs<I, V>>>): Answer<O, V> | Promise<Answer<O, V>>;
}

/** A command in the form in which the host runs it. */
export interface Command {
  /** What Nushell is told of it. */
  readonly signature: PluginSignature;
  /** Whether it reads keys. */
  readonly needsTerminal: boolean;
  /** Answers one call. Rejects with what the command throws. */
  run(call: EvaluatedCall, input: PipelineInput, engine: Engine, signal: AbortSignal): Promise<PipelineData>;
  /** Returns what TAB offers for an argument, or undefined if it has no completer. */
  complete(argument: CompletionCall["argument"], request: CompletionRequest): Promise<Suggestion[] | undefined>;
}

/** The flags or positionals of a command that declares none. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- no name is allowed in it.
type NoArguments = Readonly<Record<never, never>>;

/**
 * Declares a command: its signature, help, completion, argument checks and types all come from one literal. Throws a
 * TypeError for a mistake in the declaration that the compiler does not find, such as two flags with one short form.
 *
 * @example
 * ```ts
 * const double = defineCommand({
 *   name: "double",
 *   summary: "Double a number",
 *   category: "math",
 *   positionals: { number: { description: "Which", takes: int } },
 *   output: int,
 *   run: ({ positionals }) => positionals.number * 2,
 * });
 * ```
 */
export function defineCommand<
  const F extends Arguments = NoArguments,
  R = never,
  const P extends Arguments = NoArguments,
  I extends InputType = typeof nothing,
  O extends Declared = typeof nothing,
  const V extends Variants = readonly [],
>(definition: CommandDefinition<F, R, P, I, O, V>): Command {
  const { name, flags = {}, positionals = {}, rest, output = nothing } = definition;
  const declaredPositionals = Object.entries<Positional>(positionals);
  const isTwofold = definition.variants !== undefined && (definition.input ?? definition.output) !== undefined;
  checkDeclaration({ name, flags, positionals, isTwofold });
  const variants: Variants = definition.variants ?? [[definition.input ?? nothing, output]];
  return {
    needsTerminal: definition.needsTerminal ?? false,
    signature: signatureOf(definition, variants),
    async run(call, input, engine, signal) {
      const { head } = call;
      const declared = fittingInput(
        variants.map(([type]) => type),
        input,
        head,
      );
      const named: NamedArguments = new Map(call.named.map((argument) => [argument.name, argument]));
      const read = {
        flags: mapEntries<Flag>(flags, (flag, long) => readFlag(long, flag, named.get(long), head)),
        positionals: mapEntries<Positional>(positionals, (positional, each, i) =>
          readPositional(each, positional, call.positional[i], head),
        ),
        input: await takeInput(declared, input, head, signal),
      };
      const answer = await definition.run({
        // The keys are those declared and each value was read by its own parameter, but types cannot follow that.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        ...(read as {
          flags: FlagValues<F>;
          positionals: PositionalValues<P>;
          input: Taken<Inputs<I, V>>;
        }),
        rest: readRest(name, rest, call.positional.slice(declaredPositionals.length), head),
        inputSpan: inputSpan(input, head),
        metadata: "metadata" in input ? input.metadata : {},
        head,
        flagSpan: (long) => named.get(long)?.span ?? head,
        positionalSpan: (positional) =>
          call.positional[declaredPositionals.findIndex(([each]) => each === positional)]?.span ?? head,
        engine,
        signal,
      });
      return toPipelineData(name, answer, output);
    },
    async complete(argument, request) {
      const suggestions = await completerOf(argument)?.(request);
      return suggestions?.map((suggestion) => (typeof suggestion === "string" ? { value: suggestion } : suggestion));
    },
  };

  function completerOf(argument: CompletionCall["argument"]): Completer | undefined {
    if ("flag" in argument) return Object.entries<Flag>(flags).find(([long]) => long === argument.flag)?.[1].complete;
    return (declaredPositionals[argument.positional]?.[1] ?? rest)?.complete;
  }
}

function mapEntries<A>(declared: Readonly<Record<string, A>>, read: (argument: A, name: string, i: number) => unknown) {
  return Object.fromEntries(Object.entries(declared).map(([name, argument], i) => [name, read(argument, name, i)]));
}

function readRest<R>(
  name: string,
  rest: Rest<R> | undefined,
  values: EvaluatedCall["positional"],
  head: Span,
): Spanned<R>[] {
  if (rest !== undefined)
    return values.map((each) => ({ item: readPlaced(rest.name, rest.takes, each, head), span: each.span }));
  const [extra] = values;
  if (extra === undefined) return [];
  throw new LabeledError(`${name} takes no further argument`, {
    code: "nushell::extra_argument",
    labels: [{ text: "not expected", span: extra.span }],
  });
}

/** Converts what `Returned` allows. */
function toPipelineData(name: string, answer: unknown, output: Declared): PipelineData {
  if (isPipelineData(answer)) return answer;
  if (!("write" in output)) throw new TypeError(`"${name}" returned no pipeline data`);
  // The compiler checked the answer against the output's type where the command was declared.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const type = output as ValueType<unknown> & Partial<ListType<unknown>>;
  return type.of !== undefined && isStream(answer) ? listStream(type.of, answer) : value(type, answer);
}

function isStream(answer: unknown): answer is Source<unknown> {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return false;
  return Symbol.asyncIterator in answer || Symbol.iterator in answer;
}

function signatureOf<
  F extends Arguments,
  R,
  P extends Arguments,
  I extends InputType,
  O extends Declared,
  V extends Variants,
>(definition: CommandDefinition<F, R, P, I, O, V>, variants: Variants): PluginSignature {
  const { name, summary, description, searchTerms, category, flags, rest, examples } = definition;
  const positionals = Object.entries<Positional>(definition.positionals ?? {});
  const signaturesOf = (required: boolean) =>
    positionals
      .filter(([, positional]) => isRequired(positional) === required)
      .map(([each, positional]) => positionalSignature(each, positional));
  return {
    name,
    description: summary,
    extraDescription: description ?? "",
    searchTerms: searchTerms ?? [],
    required: signaturesOf(true),
    optional: signaturesOf(false),
    rest: rest && positionalSignature(rest.name, rest),
    flags: Object.entries<Flag>(flags ?? {}).map(([long, flag]) => flagSignature(long, flag)),
    variants: variants.flatMap(([input, output]) =>
      inputTypes(input, variants.length).map((type) => [type, output.type] as const),
    ),
    category,
    allowsUnknownFlags: definition.allowsUnknownFlags ?? false,
    examples: (examples ?? []).map(({ example, description: text, result, since }) => ({
      example,
      since,
      description: text,
      result: result === undefined ? undefined : (out) => writePlain(out, result),
    })),
  };
}
