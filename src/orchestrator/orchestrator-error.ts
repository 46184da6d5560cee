import { printable } from "./printable.ts";

export interface OrchestratorErrorOptions {
  /** Stable and namespaced: `orch::no_data_dir`. */
  code: string;
  /** What to do about it, as a full sentence. */
  help?: string | undefined;
  cause?: unknown;
}

/**
 * A user's mistake or a state of the world that ends one call: its message names the thing, its help the way out. Both are
 * printable, whatever they quote.
 */
export class OrchestratorError extends Error {
  override readonly name = "OrchestratorError";
  readonly code: string;
  readonly help: string | undefined;

  constructor(message: string, { code, help, cause }: OrchestratorErrorOptions) {
    super(printable(message), { cause });
    this.code = code;
    this.help = help === undefined ? undefined : printable(help);
  }
}
