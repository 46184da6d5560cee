import { cut, printable } from "./text/printable.ts";

/** What an error can be about, of all that a call says or that is given to it. */
export type Subject =
  /** Where the data is, and what is there. */
  | "data-dir"
  | "data"
  /** The file that configures the platform, and the plugin's own settings. */
  | "platform-config"
  | "setting"
  | "status-filter"
  | "workflow-filter"
  /** A task that is asked for; a queue that has none. */
  | "task"
  | "empty-queue"
  /** A workflow's checkpoint that is asked for; that there are none; where they are. */
  | "checkpoint"
  | "no-checkpoints"
  | "checkpoints"
  /** A workflow file, its evaluation, how long that takes, and the tool for it. */
  | "workflow"
  | "evaluation-time"
  | "kcl"
  | "nickel";

export interface OrchestratorErrorOptions {
  readonly about: Subject;
  /** Stable and namespaced: `orch::no_data_dir`. */
  readonly code: string;
  /** What to do about it: sentences, or a command after a colon. */
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

/** In UTF-16 units: longer than any path that a system takes. What is given may have megabytes. */
const longest = 5000;

/**
 * A user's mistake or a state of the world that ends one call: its message names the thing, its help the way out. Both are
 * printable, whatever they quote.
 */
export class OrchestratorError extends Error {
  override readonly name = "OrchestratorError";
  readonly about: Subject;
  readonly code: string;
  readonly help: string | undefined;

  constructor(message: string, { about, code, help, cause }: OrchestratorErrorOptions) {
    super(printable(cut(message, longest)), { cause });
    this.about = about;
    this.code = code;
    this.help = help === undefined ? undefined : printable(cut(help, longest));
  }
}
