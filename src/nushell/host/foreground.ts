import { LabeledError } from "../protocol/values/labeled-error.ts";
import type { Value } from "../protocol/values/value.ts";

/** What a call's foreground needs. */
export interface ForegroundQuestions {
  /** Returns undefined once the plugin has the terminal, or the process group to join if another command has it. */
  readonly enter: () => Promise<Value | undefined>;
  readonly leave: () => Promise<void>;
  /** The error that has cut the call short, if any. */
  readonly interruption: () => LabeledError | undefined;
  readonly warn: (line: string) => void;
}

/** Takes the terminal from the shell for the plugin, and gives it back. */
export class Foreground {
  readonly #questions: ForegroundQuestions;
  /**
   * Whether the plugin is in the foreground. This holds from the question on, as Nushell acts on messages in their
   * order.
   */
  #isIn = false;

  constructor(questions: ForegroundQuestions) {
    this.#questions = questions;
  }

  /** Asks for the terminal. Returns whether the plugin has it; if not, a line on stderr says why. */
  async enter(): Promise<boolean> {
    const { enter, interruption, warn } = this.#questions;
    try {
      const entering = enter();
      this.#isIn = interruption() === undefined;
      const group = await entering;
      // Nushell is itself a background job, or another command of the pipeline was first. It wants the plugin to join
      // their process group, which Node cannot do.
      if (group !== undefined) warn("The terminal belongs to another process: continuing without it");
      return group === undefined;
    } catch (error) {
      // Nushell will still answer the question, or has already done so.
      if (error === interruption()) throw error;
      this.#isIn = false;
      if (!(error instanceof LabeledError)) throw error;
      warn(`There is no terminal, continuing without it: ${error.message}`);
      return false;
    }
  }

  leave(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    const { leave, interruption, warn } = this.#questions;
    // This is not awaited, as Nushell acts on messages in their order.
    leave().catch((error: unknown) => {
      // An interruption or the end of the connection does not keep Nushell from doing this, so it is not worth a word.
      if (error instanceof LabeledError && error !== interruption()) {
        warn(`Could not leave the foreground: ${String(error)}`);
      }
    });
  }
}
