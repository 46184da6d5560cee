import { LabeledError } from "../protocol/labeled-error.ts";
import type { Value } from "../protocol/value.ts";

/** What a call's foreground is made of. */
export interface ForegroundQuestions {
  /** Undefined once the plugin has the terminal; a process group to be joined where another command has it. */
  readonly enter: () => Promise<Value | undefined>;
  readonly leave: () => Promise<void>;
  /** What cut the call short, if anything did. */
  readonly interruption: () => LabeledError | undefined;
  readonly warn: (line: string) => void;
}

/** Whether the plugin and not the shell has the terminal. */
export class Foreground {
  readonly #questions: ForegroundQuestions;
  /** From the question on, as what follows it on the wire is carried out after it. */
  #isIn = false;

  constructor(questions: ForegroundQuestions) {
    this.#questions = questions;
  }

  /** Whether there is a terminal to be had; why not is said on stderr. */
  async enter(): Promise<boolean> {
    const { enter, interruption, warn } = this.#questions;
    try {
      const entering = enter();
      this.#isIn = interruption() === undefined;
      const group = await entering;
      // Nushell is a background job itself, or another command of the pipeline was first: it wants the plugin in their
      // process group, which Node cannot join.
      if (group !== undefined) warn("The terminal belongs to another process: going on without it");
      return group === undefined;
    } catch (error) {
      // It is still to be answered, or was.
      if (error === interruption()) throw error;
      this.#isIn = false;
      if (!(error instanceof LabeledError)) throw error;
      warn(`There is no terminal, going on without it: ${error.message}`);
      return false;
    }
  }

  leave(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    const { leave, interruption, warn } = this.#questions;
    // Not awaited: what comes next on the wire is carried out after it.
    leave().catch((error: unknown) => {
      // Nobody waits for this: neither an interruption nor the connection's end keeps Nushell from carrying it out.
      if (error instanceof LabeledError && error !== interruption()) {
        warn(`Could not leave the foreground: ${String(error)}`);
      }
    });
  }
}
