import type { EvaluatedCall } from "../protocol/messages/message-reader.ts";
import type { FlagSignature, PositionalSignature } from "../protocol/messages/signature.ts";
import { writePlain } from "../protocol/values/plain.ts";
import type { Span } from "../protocol/values/span.ts";
import type { WriteValue } from "../protocol/values/value-writer.ts";
import type { Value } from "../protocol/values/value.ts";
import type { Completer } from "./completion.ts";
import type { Parameter } from "./value-types/parameter.ts";
import type { ValueType } from "./value-types/type.ts";

/** A flag that takes a value, or a switch if there is no `takes`. */
export interface Flag {
  /** What the help says of it. */
  readonly description: string;
  /** One character, for `-s`. `h` is taken, by `--help`. */
  readonly short?: string;
  /** The type of its value: any value type or parameter. */
  readonly takes?: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether Nushell refuses a call without it. */
  readonly required?: boolean;
  /** Its value when it is not given, of the type that `takes` reads. The help shows it. */
  readonly default?: unknown;
  /** What TAB offers for its value. */
  readonly complete?: Completer;
}

/** An argument that is known by its place. */
export interface Positional {
  /** What the help says of it. */
  readonly description: string;
  /** Its type: any value type or parameter. */
  readonly takes: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether it may be left out. Optional positionals, and those with a default, come last. */
  readonly optional?: boolean;
  /** Its value when it is not given, of the type that `takes` reads. It makes it optional, and the help shows it. */
  readonly default?: unknown;
  /** What TAB offers for it. */
  readonly complete?: Completer;
}

/** Flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

/** Positionals by their names, in their order. */
export type Positionals = Readonly<Record<string, Positional>>;

/** All positionals that follow the declared ones. */
export interface Rest<T> {
  /** What the help calls them. */
  readonly name: string;
  /** What the help says of them. */
  readonly description: string;
  /** The type of each. */
  readonly takes: Parameter<T>;
  /** What TAB offers for each. */
  readonly complete?: Completer;
}

type Given<T, A> = A extends { default: unknown } | { required: true } ? T : T | undefined;

/**
 * What a command gets of its flags: what each one's type reads, undefined for one that was not given and has no
 * default, and true or false for a switch.
 */
export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { takes: Parameter<infer T> } ? Given<T, F[K]> : boolean;
};

/**
 * What a command gets of its positionals: what each one's type reads, and undefined for an optional one that was
 * not given and has no default.
 */
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
  /** What its type reads. */
  readonly item: T;
  /** Where it was written, for labels. */
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
