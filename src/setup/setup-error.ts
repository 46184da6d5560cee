/** What keeps a setup command from its work: what is wrong as one line without a full stop, and what to do, in sentences. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly help: string;

  constructor(message: string, help: string, cause?: unknown) {
    super(message, { cause });
    this.help = help;
  }
}

/** A word or flag that a setup command does not take. */
export class UsageError extends SetupError {}
