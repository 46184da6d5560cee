import { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Value } from "../../protocol/values/value.ts";
import type { Parameter } from "./parameter.ts";

/**
 * Reads a variable or a setting of the caller's by a type, or without one returns it as it is. An error says which one
 * it is, as its place may be in a file of the caller's or unknown.
 */
export function callersValue<Out>(name: string, value: Value, type?: Parameter<Out>): Out {
  try {
    // Without a type, Out is Value, as the engine's methods declare.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return type === undefined ? (value as Out) : type.read(value);
  } catch (error) {
    if (!(error instanceof LabeledError)) throw error;
    throw new LabeledError(`${name}: ${error.message}`, { ...error.options, cause: error });
  }
}
