import { LabeledError } from "../../protocol/values/labeled-error.ts";
import { describeKind, type Value } from "../../protocol/values/value.ts";

/**
 * Throws a LabeledError at a value of another type than expected: "Invalid value: must be a port, not string". If
 * Nushell has an error in place of the value, throws that.
 *
 * @param expected the type with its article, such as "a port"
 */
export function throwMismatch(value: Value, expected: string): never {
  if (value.kind === "Error") throw value.error;
  return throwInvalid(value, `must be ${expected}, not ${describeKind(value)}`, `expected ${expected}`);
}

/**
 * Throws a LabeledError at a value of the right type that is not allowed.
 *
 * @param problem follows "Invalid value: "
 * @param label stands at the value
 */
export function throwInvalid({ span }: Value, problem: string, label: string): never {
  throw new LabeledError(`Invalid value: ${problem}`, {
    code: "nushell::invalid_value",
    labels: [{ text: label, span }],
  });
}
