import { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { CommandLine } from "./command-line.ts";

const lines = new WeakMap<LabeledError, CommandLine>();

/** Takes note of the line that the labels of an error point into, and returns the error. */
export function placed(error: unknown, line: CommandLine): unknown {
  if (error instanceof LabeledError) lines.set(error, line);
  return error;
}

/**
 * Returns the texts that the labels of an error from `runCommand` point at: `--limit -1`, an argument alone, the
 * command's name, `$env.NAME`, `$env.config.plugins`, or `$in` for the input. Of an error from an operation of a custom
 * value, it is `$value`, an operator, its right side, a column or a file.
 */
export function marked(error: unknown): readonly string[] {
  const line = error instanceof LabeledError ? lines.get(error) : undefined;
  if (line === undefined || !(error instanceof LabeledError)) {
    throw new TypeError("not a LabeledError that the test kit has thrown", { cause: error });
  }
  return (error.options.labels ?? []).map(({ span }) => line.at(span).toString());
}
