import type { EvaluatedCall } from "../protocol/messages/message-reader.ts";
import type { FlagSignature, PositionalSignature, SyntaxShape } from "../protocol/messages/signature.ts";
import { writePlain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { WriteValue } from "../protocol/values/value-writer.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Completer } from "./completion.ts";
import { throwInvalid } from "./value-types/invalid-value.ts";
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
  readonly complete?: Completer;
}

export interface Positional {
  readonly description: string;
  readonly takes: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether it may be left out. Optional positionals, and those with a default, come last. */
  readonly optional?: boolean;
  readonly default?: unknown;
  readonly complete?: Completer;
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

/**
 * Reads a flag. A bare switch is true. Throws a LabeledError for a value that its type does not take, and where a
 * required flag is null.
 */
export function readFlag(
  long: string,
  { takes, required, default: fallback }: Flag,
  argument: EvaluatedCall["named"][number] | undefined,
  head: Span,
): unknown {
  const value = argument?.value;
  if (takes === undefined)
    return argument !== undefined && value?.kind !== "Nothing" && (value?.kind !== "Bool" || value.val);
  if (isGiven(value, takes)) return takes.read(value);
  // Nushell refuses a call without the flag, but 0.116 does not send one that is null.
  const span = argument?.span ?? head;
  if (required === true) throwInvalid({ kind: "Nothing", span }, `--${long} must not be null`, `needs --${long}`);
  return fallback;
}

/** Reads a positional. Throws a LabeledError for a value that its type does not take. */
export function readPositional(positional: Positional, value: Value | undefined): unknown {
  if (value !== undefined && isRequired(positional)) return positional.takes.read(value);
  return isGiven(value, positional.takes) ? positional.takes.read(value) : positional.default;
}

/**
 * Whether there is a value. Null is one only to a type that takes it: for any other, Nushell 0.116 leaves a flag out that
 * is null, as a caller does who has nothing to pass on, so on every release it counts as not given.
 */
function isGiven(value: Value | undefined, { shape }: Pick<Parameter<unknown>, "shape">): value is Value {
  return value !== undefined && (value.kind !== "Nothing" || takesNull(shape));
}

function takesNull(shape: SyntaxShape): boolean {
  if (typeof shape === "object" && "OneOf" in shape) return shape.OneOf.some(takesNull);
  return shape === "Any" || shape === "Nothing";
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

/** Returns what writes a default for the help, if its type can be written. */
function defaultWriter(takes: NonNullable<Flag["takes"]>, value: unknown): WriteValue | undefined {
  if (value === undefined) return undefined;
  // The compiler checked the default against `takes` where the command was declared.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if ("write" in takes) return (out) => takes.write(out, value as never);
  return typeof value === "string" || typeof value === "number" ? (out) => writePlain(out, value) : undefined;
}
