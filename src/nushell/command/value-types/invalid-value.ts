import { LabeledError } from "../../protocol/values/labeled-error.ts";
import { describeKind, type Value } from "../../protocol/values/value.ts";

/** Throws a LabeledError for a value of another type than expected, or the error that Nushell has in its place. */
export function throwMismatch(value: Value, expected: string): never {
  if (value.kind === "Error") throw value.error;
  return throwInvalid(value, `must be ${expected}, not ${describeKind(value)}`, `expected ${expected}`);
}

/** Throws a LabeledError at the place where the value was written. */
export function throwInvalid({ span }: Value, problem: string, label: string): never {
  throw new LabeledError(`Invalid value: ${problem}`, {
    code: "nushell::invalid_value",
    labels: [{ text: label, span }],
  });
}
