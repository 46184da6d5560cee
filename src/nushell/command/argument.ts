import type { EvaluatedCall } from "../protocol/engine-message.ts";
import { writePlain } from "../protocol/plain-writer.ts";
import type { WriteValue } from "../protocol/plugin-message.ts";
import type { FlagSignature, PositionalSignature } from "../protocol/signature.ts";
import type { Span } from "../protocol/span.ts";
import type { Value } from "../protocol/value.ts";
import type { Completer } from "./completion.ts";
import type { Parameter } from "./parameter.ts";
import type { ValueType } from "./type.ts";

/** A flag with a value, or without `takes` a switch. */
export interface Flag {
  readonly description: string;
  readonly short?: string;
  readonly takes?: Parameter<unknown> | ValueType<never, unknown>;
  readonly required?: boolean;
  /** What it is when it is not given; shown in the help. */
  readonly default?: unknown;
  readonly complete?: Completer;
}

export interface Positional {
  readonly description: string;
  readonly takes: Parameter<unknown> | ValueType<never, unknown>;
  /** Those that are optional, or have a default, come last. */
  readonly optional?: boolean;
  readonly default?: unknown;
  readonly complete?: Completer;
}

/** By long name. */
export type Flags = Readonly<Record<string, Flag>>;

/** By name, in their order. */
export type Positionals = Readonly<Record<string, Positional>>;

/** All positionals after the declared ones. */
export interface Rest<T> {
  readonly name: string;
  readonly description: string;
  readonly takes: Parameter<T>;
  readonly complete?: Completer;
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

/** Holds each default to the type of its argument. */
export type CheckedDefaults<A> = {
  readonly [K in keyof A]: A[K] extends { takes: Parameter<infer T> } ? { readonly default?: T } : unknown;
};

/** An argument, and where it stands. */
export interface Spanned<T> {
  readonly item: T;
  readonly span: Span;
}

export type NamedArguments = ReadonlyMap<string, EvaluatedCall["named"][number]>;

/** A switch is true when it stands there bare; a flag whose value is null counts as not given. */
export function readFlag({ takes, default: fallback }: Flag, argument: EvaluatedCall["named"][number] | undefined) {
  const value = argument?.value;
  if (takes === undefined) return argument !== undefined && (value?.kind !== "Bool" || value.val);
  return isGiven(value) ? takes.read(value) : fallback;
}

export function readPositional(positional: Positional, value: Value | undefined): unknown {
  // One that must be given may be null, if its type takes that.
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
    completions: completionsOf(flag.takes),
    defaultValue: flag.takes && defaultWriter(flag.takes, flag.default),
  };
}

export function positionalSignature(name: string, { takes, ...positional }: Positional): PositionalSignature {
  return {
    name,
    desc: positional.description,
    shape: takes.shape,
    completions: completionsOf(takes),
    defaultValue: defaultWriter(takes, positional.default),
  };
}

function completionsOf(takes: Flag["takes"]): readonly string[] | undefined {
  return takes !== undefined && "completions" in takes ? takes.completions : undefined;
}

/** A default is shown where its type can be written. */
function defaultWriter(takes: NonNullable<Flag["takes"]>, value: unknown): WriteValue | undefined {
  if (value === undefined) return undefined;
  // The default was held to the type of `takes` where the command was declared.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if ("write" in takes) return (out) => takes.write(out, value as never);
  return typeof value === "string" || typeof value === "number" ? (out) => writePlain(out, value) : undefined;
}
