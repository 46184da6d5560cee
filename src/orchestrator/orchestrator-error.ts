import { cut, printable } from "./text/printable.ts";

/** The part of a call, or of what it reads, that an error is about. */
export type Subject =
  /** The location of the data, and the data itself. */
  | "data-dir"
  | "data"
  /** The file that configures the platform, and the plugin's own settings. */
  | "platform-config"
  | "setting"
  | "status-filter"
  | "workflow-filter"
  | "unknown-workflow"
  /** A task that was asked for, the name of a workflow in place of one, and a queue without any tasks. */
  | "task"
  | "workflow-as-task"
  | "empty-queue"
  /** A file of a task that is there and cannot be read. */
  | "unread"
  /** A checkpoint that was asked for, the lack of any checkpoints, and the directory that holds them. */
  | "checkpoint"
  | "no-checkpoints"
  | "checkpoints"
  /** A workflow file, the time that its evaluation takes, and the tools that evaluate it. */
  | "workflow"
  | "evaluation-time"
  | "kcl"
  | "nickel";

/** What is wrong with which file, for where the path is shown apart from what is wrong. */
interface Fault {
  readonly path: string;
  readonly message: string;
}

export interface OrchestratorErrorOptions {
  readonly about: Subject;
  /** A stable, namespaced code, such as `orch::no_data_dir`. */
  readonly code: string;
  /** Advice on what to do about it: sentences, or a command after a colon. */
  readonly help?: string | undefined;
  /** What the message says, if that is about one file. */
  readonly fault?: Fault | undefined;
  /** What the help ends with: places or tasks, each of which is shown on a line of its own. */
  readonly list?: readonly string[] | undefined;
  readonly cause?: unknown;
}

/** The longest message or help, in UTF-16 units. No system's paths are as long, but an argument may have megabytes. */
const longest = 5000;

/**
 * A user's mistake, or a state of the system, that ends one call. The message says what is wrong and the help says what
 * to do about it. Both are printable, whatever they quote.
 */
export class OrchestratorError extends Error {
  override readonly name = "OrchestratorError";
  readonly about: Subject;
  readonly code: string;
  readonly help: string | undefined;
  readonly fault: Fault | undefined;
  readonly list: readonly string[];

  constructor(message: string, { about, code, help, fault, list = [], cause }: OrchestratorErrorOptions) {
    super(shown(message), { cause });
    this.about = about;
    this.code = code;
    this.help = help === undefined ? undefined : shown(help);
    this.fault = fault && { path: fault.path, message: shown(fault.message) };
    this.list = list.map(shown);
  }
}

function shown(text: string): string {
  return printable(cut(text, longest));
}
