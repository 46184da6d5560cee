/** One file, or one field of it, that is not as it should be: data about the data, never an exception. */
export interface Problem {
  /** Absolute path of the file. */
  readonly path: string;
  /** Stable, kebab-case: `not-json`, `permission-denied`. */
  readonly code: string;
  /** Reads well alone: what is wrong and, where there is one, the way out. */
  readonly message: string;
}
