import { LabeledError } from "../protocol/labeled-error.ts";
import { describeKind, type Value } from "../protocol/value.ts";

/** Reports a value of another kind; an error that stands in its place is what is reported then. */
export function mismatch(value: Value, expected: string): never {
  if (value.kind === "Error") throw value.error;
  return invalid(value, `must be ${expected}, not ${describeKind(value)}`, `expected ${expected}`);
}

/** Reports a value where it was written. */
export function invalid({ span }: Value, problem: string, label: string): never {
  throw new LabeledError(`Invalid value: ${problem}`, {
    code: "nushell::invalid_value",
    labels: [{ text: label, span }],
  });
}
