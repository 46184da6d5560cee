import { inspect } from "node:util";
import { LabeledError } from "./labeled-error.ts";

/**
 * A plugin returned something else than it declared. Its compiler may not see that, as data from outside has no types.
 */
export class UnwritableError extends TypeError {
  override readonly name = "UnwritableError";
  readonly #problem: string;
  readonly #path: readonly (string | number)[];

  /** @param path the columns and rows that lead to the value */
  constructor(problem: string, path: readonly (string | number)[] = [], options: ErrorOptions = {}) {
    super(path.length === 0 ? problem : `${path.map(step).join("")}: ${problem}`, options);
    this.#problem = problem;
    this.#path = path;
  }

  /** Returns the error as seen from the record or the list that contains the value. */
  static within(outer: string | number, error: unknown): unknown {
    if (error instanceof UnwritableError)
      return new UnwritableError(error.#problem, [outer, ...error.#path], { cause: error });
    if (error instanceof LabeledError || !(error instanceof Error)) return error;
    return new UnwritableError(error.message, [outer], { cause: error });
  }
}

function step(name: string | number): string {
  return typeof name === "number" ? `[${name}]` : `.${name}`;
}

/** Returns an error that says what was expected instead of `found`. */
export function unwritable(expected: string, found: unknown): UnwritableError {
  const shown = inspect(found, { depth: 0, breakLength: Infinity });
  return new UnwritableError(`expected ${expected}, got ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`);
}
