import type { CompletionCall, EvaluatedCall } from "../protocol/messages/message-reader.ts";
import type { PluginSignature } from "../protocol/messages/signature.ts";
import { checkedSuggestion, type Suggestion } from "../protocol/messages/suggestion.ts";
import { LabeledError } from "../protocol/values/labeled-error.ts";
import { writePlain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import {
  flagSignature,
  isRequired,
  positionalSignature,
  type Arguments,
  type Flag,
  type FlagValues,
  type Positional,
  type PositionalValues,
  type Rest,
  type Spanned,
} from "./arguments/argument.ts";
import type { CommandDefinition, Inputs, Variants } from "./command-definition.ts";
import type { Completer, CompletionRequest } from "./arguments/completion.ts";
import { checkDeclaration } from "./declaration-check.ts";
import type { Engine } from "./engine/engine.ts";
import {
  fittingInput,
  inputSpan,
  inputTypes,
  takeInput,
  type InputType,
  type PipelineInput,
  type Taken,
} from "./data/input.ts";
import { addAgain } from "./kept-signatures.ts";
import { isPipelineData, listStream, value, type PipelineData, type Source } from "./data/pipeline-data.ts";
import { readFlag, readPlaced, readPositional, type NamedArguments } from "./arguments/read-argument.ts";
import { nothing, type Declared, type ListType, type ValueType } from "./value-types/type.ts";

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
 * TypeError that names the mistake for a declaration that is not what its types say, or that Nushell would refuse.
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
  checkDeclaration(definition);
  const { name, flags = {}, positionals = {}, rest, output = nothing } = definition;
  const declaredPositionals = Object.entries<Positional>(positionals);
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
      refuseMissing(name, declaredPositionals, call);
      if (definition.allowsUnknownFlags !== true) refuseUnknown(name, flags, call);
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
      return suggestions?.map((each) => (typeof each === "string" ? { value: each } : checkedSuggestion(each)));
    },
  };

  function completerOf(argument: CompletionCall["argument"]): Completer | undefined {
    const declared =
      "flag" in argument
        ? Object.entries<Flag>(flags).find(([long]) => long === argument.flag)?.[1]
        : (declaredPositionals[argument.positional]?.[1] ?? rest);
    return typeof declared?.complete === "function" ? declared.complete : undefined;
  }
}

function mapEntries<A>(declared: Readonly<Record<string, A>>, read: (argument: A, name: string, i: number) => unknown) {
  return Object.fromEntries(Object.entries(declared).map(([name, argument], i) => [name, read(argument, name, i)]));
}

/** Refuses a call without a required positional, as `callDecl` can make it: Nushell checks only what it parses. */
function refuseMissing(
  name: string,
  positionals: readonly (readonly [string, Positional])[],
  { head, positional }: EvaluatedCall,
): void {
  const next = positionals[positional.length];
  if (next === undefined || !isRequired(next[1])) return;
  throw new LabeledError(`${name} needs ${next[0]}`, {
    code: "nushell::missing_argument",
    labels: [{ text: "called without it", span: head }],
  });
}

/** Refuses a flag that only another version has: to leave it out would answer another question. `--help` every command has. */
function refuseUnknown(name: string, flags: Arguments, { named }: EvaluatedCall): void {
  const unknown = named.find((argument) => argument.name !== "help" && !Object.hasOwn(flags, argument.name));
  if (unknown === undefined) return;
  throw new LabeledError(`${name} has no flag --${unknown.name}`, {
    code: "nushell::unknown_flag",
    labels: [{ text: "not expected", span: unknown.span }],
    help: addAgain,
  });
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
    help: addAgain,
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
    isFilter: definition.isFilter ?? false,
    createsScope: definition.createsScope ?? false,
    completesExternally: definition.complete === "external",
    examples: (examples ?? []).map(({ example, description: text, result, since }) => ({
      example,
      since,
      description: text,
      result: result === undefined ? undefined : (out) => writePlain(out, result),
    })),
  };
}
