import type { EvaluatedCall } from "../protocol/engine-message.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { PluginSignature } from "../protocol/signature.ts";
import type { Plain } from "../protocol/plain.ts";
import { ValueWriter } from "../protocol/value-writer.ts";
import type { Span } from "../protocol/value.ts";
import type { Answer } from "./answer.ts";
import type { Engine } from "./engine.ts";
import type { Parameter } from "./parameter.ts";
import type { Declared } from "./type.ts";

/** A flag with a value, or without `takes` a switch. */
export interface Flag {
  readonly description: string;
  readonly short?: string;
  readonly takes?: Parameter<unknown>;
}

export type Flags = Readonly<Record<string, Flag>>;

export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { takes: Parameter<infer T> } ? T | undefined : boolean;
};

export interface Rest<T> {
  readonly name: string;
  readonly description: string;
  readonly takes: Parameter<T>;
}

export interface Example {
  readonly description: string;
  readonly example: string;
  /** What the example gives; `help` shows it, and a test runs the example and compares. */
  readonly result?: Plain;
}

/** An argument, and where it stands. */
export interface Spanned<T> {
  readonly item: T;
  readonly span: Span;
}

/** One call of a command, its arguments read. */
export interface CommandCall<F extends Flags, R> {
  readonly flags: FlagValues<F>;
  readonly rest: readonly Spanned<R>[];
  /** Where the command's name stands. */
  readonly head: Span;
  /** Where the flag was given; where the command's name stands when it was not. */
  readonly flagSpan: (name: keyof F & string) => Span;
  readonly engine: Engine;
  /** Aborts at Ctrl-C, when the plugin ends, and when the reader of a streamed answer wants no more. */
  readonly signal: AbortSignal;
}

export interface CommandDefinition<F extends Flags, R> {
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly searchTerms?: readonly string[];
  readonly category: string;
  readonly flags?: F;
  readonly rest?: Rest<R>;
  readonly output: Declared;
  readonly examples?: readonly Example[];
  run(call: CommandCall<F, R>): Answer | Promise<Answer>;
}

/** A command as the host runs it. */
export interface Command {
  readonly signature: PluginSignature;
  run(call: EvaluatedCall, engine: Engine, signal: AbortSignal): Promise<Answer>;
}

/** Declares a command once: signature, help, completion, argument checks and their types all come from this literal. */
export function defineCommand<const F extends Flags = Flags, R = never>(definition: CommandDefinition<F, R>): Command {
  return {
    signature: signatureOf(definition),
    async run(call, engine, signal) {
      const named = new Map(call.named.map((argument) => [argument.name, argument]));
      return definition.run({
        flags: readFlags(definition.flags, named),
        rest: readRest(definition, call),
        head: call.head,
        flagSpan: (name) => named.get(name)?.span ?? call.head,
        engine,
        signal,
      });
    },
  };
}

type NamedArguments = ReadonlyMap<string, EvaluatedCall["named"][number]>;

/** A switch is true when it stands there bare; a flag whose value is null counts as not given. */
function readFlags<F extends Flags>(declared: F | undefined, named: NamedArguments): FlagValues<F> {
  const values = Object.entries(declared ?? {}).map(([name, { takes }]) => {
    const argument = named.get(name);
    const value = argument?.value;
    if (takes === undefined) return [name, argument !== undefined && (value?.kind !== "Bool" || value.val)];
    return [name, value === undefined || value.kind === "Nothing" ? undefined : takes.read(value)];
  });
  // The keys are F's and each value was read by its own parameter, which no type can follow through entries.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(values) as FlagValues<F>;
}

function readRest<R>({ name, rest }: { name: string; rest?: Rest<R> }, { positional }: EvaluatedCall): Spanned<R>[] {
  if (rest !== undefined) return positional.map((value) => ({ item: rest.takes.read(value), span: value.span }));
  const [extra] = positional;
  if (extra === undefined) return [];
  throw new LabeledError(`${name} takes no argument`, {
    code: "nushell::extra_argument",
    labels: [{ text: "not expected", span: extra.span }],
  });
}

function signatureOf<F extends Flags, R>(definition: CommandDefinition<F, R>): PluginSignature {
  const { name, summary, description, searchTerms, category, flags, rest, output, examples } = definition;
  return {
    name,
    description: summary,
    extraDescription: description ?? "",
    searchTerms: searchTerms ?? [],
    flags: Object.entries(flags ?? {}).map(([long, flag]) => ({
      long,
      short: flag.short,
      desc: flag.description,
      shape: flag.takes?.shape,
      completions: flag.takes?.completions,
    })),
    rest: rest && { name: rest.name, desc: rest.description, shape: rest.takes.shape },
    input: "Nothing",
    output: output.type,
    category,
    examples: (examples ?? []).map(({ example, description: text, result }) => ({
      example,
      description: text,
      result: result === undefined ? null : (out) => new ValueWriter(out, { start: 0, end: 0 }).plain(result),
    })),
  };
}
