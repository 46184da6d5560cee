import { LabeledError, type Span } from "nu-plugin";
import {
  OrchestratorError,
  type OrchestratorErrorOptions,
  type Subject,
} from "../../orchestrator/orchestrator-error.ts";
import { sentences, withList } from "../../orchestrator/text/sentences.ts";

/** The way that errors about one subject are shown. */
interface Label {
  /**
   * The arguments that may be at fault. The label points at the first that the call has, or else at the command's name.
   */
  readonly arguments: readonly string[];
  /** The label's text at an argument; `absent` is its text at the command's name. */
  readonly given: string;
  readonly absent: string;
  /** Advice on what to do, in terms of commands and flags. */
  readonly help?: string;
}

const settings = "$env.config.plugins.orchestrator";
const data: Label = { arguments: ["data-dir"], given: "asked for here", absent: "of this command's data" };
const task: Label = { arguments: ["id"], given: "asked for here", absent: "of this input" };
const checkpoint: Label = { arguments: ["workflow_id"], given: "asked for here", absent: "of this command's data" };
const workflow: Label = { arguments: ["workflow"], given: "given here", absent: "of this input" };
// A file that cannot be read may hold a task that has it.
const noneHasIt = "no task that can be read has it";

const labels: Readonly<Record<Subject, Label>> = {
  data,
  "data-dir": { ...data, help: "Give the directory that holds status.json or tasks with --data-dir <path>." },
  "platform-config": { ...data, help: "The data directory can also be given with --data-dir <path>." },
  setting: { ...data, arguments: [], absent: "reads that setting", help: `Settings are in ${settings}.` },
  "status-filter": { arguments: ["status"], given: noneHasIt, absent: noneHasIt },
  "workflow-filter": workflow,
  "unknown-workflow": { arguments: ["workflow"], given: noneHasIt, absent: noneHasIt },
  task: { ...task, help: "`orch tasks --columns [id name status]` lists them all." },
  "workflow-as-task": {
    ...task,
    help: "It is a workflow: `orch tasks --workflow` lists its tasks, and `orch wait --workflow` waits for them.",
  },
  "empty-queue": { ...task, help: "`orch check --where` shows where it was looked for." },
  unread: { ...data, arguments: ["id", "data-dir"] },
  checkpoint: { ...checkpoint, help: "`orch checkpoints | get workflow_id` lists them all." },
  "no-checkpoints": { ...checkpoint, help: "Another directory of checkpoints can be given with --dir." },
  checkpoints: { ...data, arguments: ["dir", "data-dir"] },
  workflow,
  "evaluation-time": { ...workflow, help: "Or give it more time with --timeout." },
  kcl: {
    ...workflow,
    help: `For one that is not on PATH, set ${settings}.kcl = /path/to/kcl, or ${settings} = {kcl: kcl_lib, python: /path/to/python}.`,
  },
  nickel: { ...workflow, help: `For one that is not on PATH, set ${settings}.nickel = /path/to/nickel.` },
};

/** Returns an error's help, its list, and the advice on commands and flags for its subject. */
export function helpFor({ about, help, list = [] }: Pick<OrchestratorErrorOptions, "about" | "help" | "list">): string {
  const advice = labels[about].help;
  return list.length === 0 ? sentences(help, advice) : withList(help, list, advice);
}

/** Points an OrchestratorError at the argument that it is about. Any other error is returned unchanged. */
export function labelled(error: unknown, spanOf: (argument: string) => Span | undefined, head: Span): unknown {
  if (!(error instanceof OrchestratorError)) return error;
  const { arguments: names, given, absent } = labels[error.about];
  const span = names.map(spanOf).find((each) => each !== undefined);
  const text = span === undefined ? absent : given;
  return new LabeledError(error.message, {
    code: error.code,
    help: helpFor(error) || undefined,
    labels: [{ text, span: span ?? head }],
    cause: error,
  });
}

/** Does the work for one item of an argument, and points an error that is about that argument at this item. */
export async function forItem<T>(argument: "id" | "workflow", span: Span, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isMeant = error instanceof OrchestratorError && labels[error.about].arguments.includes(argument);
    throw isMeant ? labelled(error, () => span, span) : error;
  }
}
