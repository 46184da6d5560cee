import type { EvaluatedCall } from "../protocol/messages/message-reader.ts";
import type { BuiltinCompletion, FlagSignature, PositionalSignature } from "../protocol/messages/signature.ts";
import { writePlain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { WriteValue } from "../protocol/values/value-writer.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Completer } from "./completion.ts";
import type { Parameter } from "./value-types/parameter.ts";
import type { ValueType } from "./value-types/type.ts";

/** A flag that takes a value, or a switch if there is no `takes`. */
export interface Flag {
  readonly description: string;
  readonly short?: string;
  readonly takes?: Parameter<unknown> | ValueType<never, unknown>;
  readonly required?: boolean;
  /** Its value when it is not given, which the help shows. */
  readonly default?: unknown;
  readonly complete?: Completer | BuiltinCompletion;
}

export interface Positional {
  readonly description: string;
  readonly takes: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether it may be left out. Optional positionals, and those with a default, come last. */
  readonly optional?: boolean;
  readonly default?: unknown;
  readonly complete?: Completer | BuiltinCompletion;
}

/** Flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

/** Positionals by their names, in their order. */
export type Positionals = Readonly<Record<string, Positional>>;

/** All positionals that follow the declared ones. */
export interface Rest<T> {
  readonly name: string;
  readonly description: string;
  readonly takes: Parameter<T>;
  readonly complete?: Completer | BuiltinCompletion;
}

type Given<T, A> = A extends { default: unknown } | { required: true } ? T : T | undefined;

export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { takes: Parameter<infer T> } ? Given<T, F[K]> : boolean;
};

export type PositionalValues<P extends Positionals> = {
  readonly [K in keyof P]: P[K] extends { takes: Parameter<infer T> }
    ? P[K] extends { optional: true }
      ? Given<T, P[K]>
      : T
    : never;
};

/** Makes each default have the type of its argument. */
export type CheckedDefaults<A> = {
  readonly [K in keyof A]: A[K] extends { takes: Parameter<infer T> } ? { readonly default?: T } : unknown;
};

/** An argument and its place. */
export interface Spanned<T> {
  readonly item: T;
  readonly span: Span;
}

export type NamedArguments = ReadonlyMap<string, EvaluatedCall["named"][number]>;

/** Reads a flag. A bare switch is true; a flag whose value is null counts as not given. */
export function readFlag({ takes, default: fallback }: Flag, argument: EvaluatedCall["named"][number] | undefined) {
  const value = argument?.value;
  if (takes === undefined) return argument !== undefined && (value?.kind !== "Bool" || value.val);
  return isGiven(value) ? takes.read(value) : fallback;
}

export function readPositional(positional: Positional, value: Value | undefined): unknown {
  // A required one may be null, if its type takes that.
  if (value !== undefined && isRequired(positional)) return positional.takes.read(value);
  return isGiven(value) ? positional.takes.read(value) : positional.default;
}

function isGiven(value: Value | undefined): value is Value {
  return value !== undefined && value.kind !== "Nothing";
}

export function isRequired(positional: Positional): boolean {
  return positional.optional !== true && positional.default === undefined;
}

export function flagSignature(long: string, flag: Flag): FlagSignature {
  return {
    long,
    short: flag.short,
    desc: flag.description,
    required: flag.required ?? false,
    shape: flag.takes?.shape,
    completions: completionsOf(flag),
    defaultValue: flag.takes && defaultWriter(flag.takes, flag.default),
  };
}

export function positionalSignature(name: string, positional: Positional): PositionalSignature {
  const { takes } = positional;
  return {
    name,
    desc: positional.description,
    shape: takes.shape,
    completions: completionsOf(positional),
    defaultValue: defaultWriter(takes, positional.default),
  };
}

function completionsOf({ takes, complete }: Pick<Flag, "takes" | "complete">): FlagSignature["completions"] {
  if (typeof complete === "string") return complete;
  return takes !== undefined && "completions" in takes ? takes.completions : undefined;
}

/** Returns what writes a default for the help, if its type can be written. */
function defaultWriter(takes: NonNullable<Flag["takes"]>, value: unknown): WriteValue | undefined {
  if (value === undefined) return undefined;
  // The compiler checked the default against `takes` where the command was declared.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if ("write" in takes) return (out) => takes.write(out, value as never);
  return typeof value === "string" || typeof value === "number" ? (out) => writePlain(out, value) : undefined;
}
