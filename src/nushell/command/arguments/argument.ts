import type { FlagSignature, PositionalSignature } from "../../protocol/messages/signature.ts";
import { writePlain } from "../../protocol/values/plain.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { WriteValue } from "../../protocol/values/value-writer.ts";
import type { CompletionSource } from "./completion.ts";
import type { Parameter } from "../value-types/parameter.ts";
import type { ValueType } from "../value-types/type.ts";

/** A flag that takes a value, or a switch if there is no `takes`. */
export interface Flag {
  /** What the help says of it. */
  readonly description: string;
  /** One character. */
  readonly short?: string | undefined;
  /** The type of its value: any value type or parameter. */
  readonly takes?: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether Nushell refuses a call without it. */
  readonly required?: boolean | undefined;
  /** Its value when it is not given, which the help shows. */
  readonly default?: unknown;
  /** What TAB offers for its value. */
  readonly complete?: CompletionSource | undefined;
}

/** A flag that takes a value. */
interface ValueFlag<T> extends Flag {
  /** The type of its value: any value type or parameter. */
  readonly takes: Parameter<T>;
  /** Its value when it is not given, which the help shows. */
  readonly default?: T | undefined;
}

/** A flag that is given or not. */
interface Switch {
  /** What the help says of it. */
  readonly description: string;
  /** One character, for `-s`. `h` is taken, by `--help`. */
  readonly short?: string | undefined;
  /** A switch takes nothing. */
  readonly takes?: never;
}

/** An argument that is known by its place. */
export interface Positional {
  /** What the help says of it. */
  readonly description: string;
  /** Its type: any value type or parameter. */
  readonly takes: Parameter<unknown> | ValueType<never, unknown>;
  /** Whether it may be left out. Optional positionals, and those with a default, come last. */
  readonly optional?: boolean | undefined;
  /** Its value when it is not given, of the type that `takes` reads. It makes it optional, and the help shows it. */
  readonly default?: unknown;
  /** What TAB offers for it. */
  readonly complete?: CompletionSource | undefined;
}

/** A positional whose value is a T. */
interface PositionalOf<T> extends Positional {
  /** Its type: any value type or parameter. */
  readonly takes: Parameter<T>;
  /** Its value when it is not given, which makes it optional and which the help shows. */
  readonly default?: T | undefined;
}

/** Flags by their long names. */
export type Flags = Readonly<Record<string, Flag>>;

/** Positionals by their names, in their order. */
export type Positionals = Readonly<Record<string, Positional>>;

/**
 * What TypeScript infers arguments as, before it holds each to what a flag or a positional has to be. Were this
 * stricter, one mistake would make it forget all that it has inferred, and complain of that too.
 */
export type Arguments = Readonly<Record<string, { [K in "description" | "takes"]?: unknown } & Pick<Flag, "complete">>>;

/**
 * All positionals that follow the declared ones. (An intersection, as TypeScript would infer no T from a declaration
 * whose `description` is misspelt, and complain of that instead.)
 */
export type Rest<T> = {
  /** What the help calls them. */
  readonly name: string;
  /** What the help says of them. */
  readonly description: string;
  /** What TAB offers for each. */
  readonly complete?: CompletionSource | undefined;
} & {
  /** The type of each. */
  readonly takes: Parameter<T>;
};

// These types look at a declaration as TypeScript has inferred it, in which `optional` may be any boolean and `default` any
// value or undefined: whatever may be missing in a call is undefined here too. `A[keyof A & "x"]` is never without an x.

/** What comes instead of an argument that was not given: its default, if that is always there. */
type NotGiven<A> = "default" extends keyof A
  ? undefined extends A[keyof A & "default"]
    ? undefined
    : never
  : undefined;

/**
 * Whether a declaration has only known keys and takes a type. If not, it is an error already, which its value must not
 * double.
 */
type IsRight<A, Wanted> = [Exclude<keyof A, keyof Wanted>] extends [never]
  ? A extends Pick<Wanted, keyof Wanted & ("takes" | "description")>
    ? IsAny<A[keyof A & "takes"]> extends true
      ? false
      : true
    : // Where nothing could be inferred, nothing is known.
      Arguments[string] extends A
      ? true
      : false
  : false;
// Nothing but `any`, which TypeScript makes of a name that it does not know, is this.
type IsAny<T> = 0 extends 1 & T ? true : false;
// oxlint-disable-next-line typescript/no-explicit-any
type Misspelt = any;

type FlagValue<A> =
  IsRight<A, Flag> extends false
    ? Misspelt
    : A extends { readonly takes: Parameter<infer T> }
      ? A extends { readonly required: true }
        ? T
        : T | NotGiven<A>
      : "takes" extends keyof A
        ? unknown
        : boolean;

/**
 * What a command gets of its flags: what each one's type reads, undefined for one that was not given and has no
 * default, and true or false for a switch.
 */
export type FlagValues<F> = { readonly [K in keyof F]: FlagValue<NonNullable<F[K]>> };

type PositionalValue<A> =
  IsRight<A, Positional> extends false
    ? Misspelt
    : A extends { readonly takes: Parameter<infer T> }
      ? T | (true extends A[keyof A & "optional"] ? NotGiven<A> : never)
      : unknown;

/**
 * What a command gets of its positionals: what each one's type reads, and undefined for an optional one that was
 * not given and has no default.
 */
export type PositionalValues<P> = {
  readonly [K in keyof P]: PositionalValue<NonNullable<P[K]>>;
};

/** What the declarations of one argument have to be, by their own `takes`. */
type CheckedFlag<A> = A extends { readonly takes: Parameter<infer T> }
  ? ValueFlag<T>
  : "takes" extends keyof A
    ? Flag
    : Switch;

type CheckedPositional<A> = A extends { readonly takes: Parameter<infer T> } ? PositionalOf<T> : Positional;

/**
 * How flags are given to `defineCommand`. TypeScript infers F from the first branch, and holds what is given to the
 * second one, which makes one error of each mistake: a wrong default is another type, a misspelt key an unknown one.
 */
export type CheckedFlags<F> = [F] extends [never] ? F : { readonly [K in keyof F]: CheckedFlag<NonNullable<F[K]>> };

/** The same for positionals. */
export type CheckedPositionals<P> = [P] extends [never]
  ? P
  : { readonly [K in keyof P]: CheckedPositional<NonNullable<P[K]>> };

/** An argument and its place. */
export interface Spanned<T> {
  /** What its type reads. */
  readonly item: T;
  /** Where it was written, for labels. */
  readonly span: Span;
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
  if (typeof complete !== "function" && complete !== undefined) return complete;
  return takes !== undefined && "completions" in takes ? takes.completions : undefined;
}

/** Returns what writes a default for the help, if its type can be written. */
export function defaultWriter(takes: NonNullable<Flag["takes"]>, value: unknown): WriteValue | undefined {
  if (value === undefined) return undefined;
  // The compiler checked the default against `takes` where the command was declared.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  if ("write" in takes) return (out) => takes.write(out, value as never);
  return typeof value === "string" || typeof value === "number" ? (out) => writePlain(out, value) : undefined;
}
