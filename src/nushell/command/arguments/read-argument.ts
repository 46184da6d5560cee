import type { EvaluatedCall } from "../../protocol/messages/message-reader.ts";
import type { SyntaxShape } from "../../protocol/messages/signature.ts";
import type { Span } from "../../protocol/values/span.ts";
import type { Value } from "../../protocol/values/value.ts";
import { isRequired, type Flag, type Positional } from "./argument.ts";
import { callersValue } from "../value-types/callers-value.ts";
import { throwInvalid } from "../value-types/invalid-value.ts";
import type { Parameter } from "../value-types/parameter.ts";

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
export function readPositional(name: string, positional: Positional, value: Value | undefined, head: Span): unknown {
  const { takes, default: fallback } = positional;
  const isRead = value !== undefined && (isRequired(positional) || isGiven(value, takes));
  return isRead ? readPlaced(name, takes, value, head) : fallback;
}

/** Reads a positional or one of the rest. Where an error has no place in the call but its head, it names the argument. */
export function readPlaced<T>(name: string, takes: Parameter<T>, value: Value, head: Span): T {
  return value.span === head ? callersValue(name, value, takes) : takes.read(value);
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
  if (typeof shape === "object" && "Keyword" in shape) return takesNull(shape.Keyword[1]);
  return shape === "Any" || shape === "Nothing";
}
