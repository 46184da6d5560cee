import { LabeledError } from "../protocol/values/labeled-error.ts";
import type { Value } from "../protocol/values/value.ts";

/** How many milliseconds pass before the next question, while another command has the terminal. */
const patience = 50;

/** What a call's foreground needs. */
export interface ForegroundQuestions {
  /** Returns undefined once the plugin has the terminal, or the process group of the external command that has it. */
  readonly enter: () => Promise<Value | undefined>;
  readonly leave: () => Promise<void>;
  /** The error that has cut the call short, if any. */
  readonly interruption: () => LabeledError | undefined;
  readonly warn: (line: string) => void;
  /** Shows a line until the next one, or until undefined. */
  readonly progress: (line: string | undefined) => void;
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

  /**
   * Asks for the terminal, and again while an external command of the pipeline has it. Returns whether the plugin has it;
   * if not, a line on stderr says why.
   */
  async enter(): Promise<boolean> {
    const { interruption, warn } = this.#questions;
    try {
      if ((await this.#ask()) !== undefined) await this.#askAgain();
      return true;
    } catch (error) {
      // Nushell will still answer the question, or has already done so.
      if (error === interruption()) throw error;
      this.#isIn = false;
      if (!(error instanceof LabeledError)) throw error;
      warn(`There is no terminal, continuing without it: ${error.message}`);
      return false;
    }
  }

  /**
   * Asks until that command has ended, as Nushell then takes the terminal back. To have the terminal beside it, the plugin
   * would have to join its process group by setpgid, which Node does not have, and no other process may do that for it.
   */
  async #askAgain(): Promise<void> {
    const { progress } = this.#questions;
    progress("Waiting for another command of the pipeline, which has the terminal: Ctrl-C ends it");
    do {
      this.leave();
      await new Promise((resolve) => setTimeout(resolve, patience));
    } while ((await this.#ask()) !== undefined);
    progress(undefined);
  }

  #ask(): Promise<Value | undefined> {
    const { enter, interruption } = this.#questions;
    const entering = enter();
    this.#isIn = interruption() === undefined;
    return entering;
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
