import { extname } from "node:path";
import { isRecord, textOrJson } from "../records/record-fields.ts";

/** Matches the names of workflow files. */
const workflowFile = /\.(?:k|ncl|json|ya?ml|toml)$/;

/** Returns a workflow's name without folders and ending, such as `deploy` for `workflows/deploy.k`. */
export function stemOf(workflow: string): string {
  const name = lastNameOf(workflow);
  return workflowFile.test(name) ? name.slice(0, name.length - extname(name).length) : name;
}

/** Returns a workflow's name without folders, such as `deploy.k` for `C:\workflows\deploy.k` on any system. */
export function lastNameOf(workflow: string): string {
  return workflow.slice(Math.max(workflow.lastIndexOf("/"), workflow.lastIndexOf("\\")) + 1);
}

/**
 * Returns the workflow that a task's record belongs to: its `workflow`, `workflow_id` or `workflow_path`, or the
 * `workflow_id` of its `context`, otherwise the workflow file among its `args`: what follows `--workflow`, or the first
 * argument with the name of a workflow file. Returns null if nothing says it. The documents have a `context` only in the
 * answers of the platform's scripts, and no field of a task for this: all of it is this plugin's own reading.
 */
export function workflowOf({
  workflow,
  workflow_id,
  workflow_path,
  context,
  args,
}: Readonly<Record<string, unknown>>): string | null {
  const named = stated(workflow) ?? stated(workflow_id) ?? stated(workflow_path) ?? statedIn(context);
  if (named !== undefined && named !== null) return textOrJson(named);
  return (Array.isArray(args) ? workflowArgument(args) : undefined)?.toWellFormed() ?? null;
}

/** Returns a value, or undefined for an empty text, because that names nothing. */
function stated(value: unknown): unknown {
  return value === "" ? undefined : value;
}

function statedIn(context: unknown): unknown {
  return isRecord(context) ? stated(context["workflow_id"]) : undefined;
}

const flag = "--workflow";
const flagWithValue = "--workflow=";

/**
 * Returns the workflow file among a task's arguments. It is one loop with few regular expressions, because it runs for
 * each of 100,000 files.
 */
function workflowArgument(args: readonly unknown[]): string | undefined {
  let file: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (typeof arg !== "string") continue;
    const next = args[i + 1];
    if (arg === flag && typeof next === "string" && next !== "") return next;
    if (arg.startsWith(flagWithValue) && arg !== flagWithValue) return arg.slice(flagWithValue.length);
    if (file === undefined && arg.includes(".") && workflowFile.test(arg)) file = arg;
  }
  return file;
}
