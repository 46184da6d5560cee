import type * as fc from "fast-check";

/** What became of one case. */
export interface Result {
  /** The kinds of faults that it had. */
  readonly kinds: readonly string[];
  /** What happened, in the few words that such cases share. */
  readonly outcome: string;
}

/** A way to try cases. */
export interface Trial {
  /** Of what cases are made. They hold numbers and texts only, so that they can be printed and made smaller. */
  readonly cases: fc.Arbitrary<unknown>;
  /** Tries one, and throws an error that says what does not hold. */
  readonly run: (given: unknown) => Promise<Result>;
  /** Which part of all cases is tried so. */
  readonly share: number;
}

/** What an arbitrary makes. */
export type CaseOf<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** One part of the plugin that is given what is wrong. */
export interface Mode {
  /** What a case is, in the plural. */
  readonly what: string;
  /** How many are tried where no number is given, as in CI: what takes up to a minute. */
  readonly usual: number;
  /** By their names. They run at the same time. */
  readonly trials: Readonly<Record<string, Trial>>;
  readonly close: () => Promise<void> | void;
}

/** Makes a trial of a case's own type, which the frame need not know. */
export function trial<T>(share: number, cases: fc.Arbitrary<T>, run: (given: T) => Promise<Result>): Trial {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it is given what `cases` makes, and no other.
  return { share, cases, run: (given) => run(given as T) };
}
