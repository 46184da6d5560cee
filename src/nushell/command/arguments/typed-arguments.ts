import { readLiteral } from "../../protocol/messages/literal.ts";
import type { CompletionCall } from "../../protocol/messages/message-reader.ts";
import type { PluginSignature } from "../../protocol/messages/signature.ts";
import type { Wire } from "../../protocol/msgpack/wire.ts";
import { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Parameter } from "../value-types/parameter.ts";

/**
 * The arguments of a call that is still being typed. Nothing has been evaluated, so only literals have a value, such as
 * `3`, `5kb`, `"a b"` or `[1 2]`. A parameter reads it. The value is undefined where the argument is not typed yet, is no
 * literal, as `$dir` or `(pwd)`, or is refused by the parameter.
 */
export interface TypedArguments {
  /** What is typed of the argument at the cursor, with any quotes. */
  readonly current: string;
  /** Whether a flag is typed, by its long name: one whose value is at the cursor is not yet. */
  readonly has: (flag: string) => boolean;
  /** The value of a flag, by its long name. */
  readonly flag: <T>(name: string, takes: Parameter<T>) => T | undefined;
  /** The value of a positional, by its declared name. */
  readonly positional: <T>(name: string, takes: Parameter<T>) => T | undefined;
  /** The values that follow the declared positionals, that at the cursor left out. */
  readonly rest: <T>(takes: Parameter<T>) => readonly (T | undefined)[];
}

/** What is typed, and what of it is a literal. */
export interface Typed {
  readonly current: string;
  /** In their order; that at the cursor is undefined. */
  readonly positionals: readonly (Value | undefined)[];
  /** The place of the cursor among the positionals. */
  readonly cursor?: number | undefined;
  readonly flags: ReadonlyMap<string, Value | undefined>;
}

export function typedArguments(typed: Typed, { required, optional }: PluginSignature): TypedArguments {
  const { current, positionals, cursor, flags } = typed;
  const names = [...required, ...optional].map(({ name }) => name);
  return {
    current,
    has: (flag) => flags.has(flag),
    flag: (name, takes) => valueOf(flags.get(name), takes),
    positional: (name, takes) => valueOf(names.includes(name) ? positionals[names.indexOf(name)] : undefined, takes),
    rest: (takes) =>
      positionals.flatMap((value, i) => (i < names.length || i === cursor ? [] : [valueOf(value, takes)])),
  };
}

function valueOf<T>(value: Value | undefined, takes: Parameter<T>): T | undefined {
  try {
    return value && takes.read(value);
  } catch (error) {
    if (error instanceof LabeledError) return undefined;
    throw error;
  }
}

/**
 * Reads the parsed call of a completion. Its form changes with Nushell's releases, so whatever is not as on 0.109 to 0.116
 * counts as not typed.
 */
export function readTyped({ call, strip, position }: CompletionCall): Typed {
  const positionals: (Value | undefined)[] = [];
  const flags = new Map<string, Value | undefined>();
  let current = "";
  let cursor: number | undefined;
  for (const argument of itemsOf(fieldOf(call, "arguments"))) {
    const [name, , flagValue] = itemsOf(fieldOf(argument, "Named"));
    const positional = fieldOf(argument, "Positional");
    const expression = flagValue ?? positional;
    const isCurrent = isAt(expression, position);
    const value = readLiteral(expression);
    if (isCurrent) current = textOf(value).slice(0, strip ? -1 : undefined);
    const long = fieldOf(name, "item");
    if (positional !== undefined) {
      if (isCurrent) cursor = positionals.length;
      positionals.push(isCurrent ? undefined : value);
    } else if (typeof long === "string" && !isCurrent) flags.set(long, value);
  }
  return { current, positionals, cursor, flags };
}

function textOf(value: Value | undefined): string {
  return value?.kind === "String" || value?.kind === "Glob" || value?.kind === "Int" ? `${value.val}` : "";
}

function isAt(expression: Wire | undefined, position: number): boolean {
  const span = fieldOf(expression, "span");
  const [start, end] = [fieldOf(span, "start"), fieldOf(span, "end")];
  return typeof start === "number" && typeof end === "number" && start <= position && position <= end;
}

function fieldOf(wire: Wire | undefined, name: string): Wire | undefined {
  return wire instanceof Map ? (wire as ReadonlyMap<string, Wire>).get(name) : undefined;
}

function itemsOf(wire: Wire | undefined): readonly Wire[] {
  return Array.isArray(wire) ? wire : [];
}
