import { basename, extname } from "node:path";
import { textOrJson } from "../text/record-fields.ts";
import { globCharacters, matchesPath, readGlob } from "../files/glob.ts";

const workflowFile = /\.(?:k|ncl|json|ya?ml|toml)$/;

/**
 * The workflow that a task's record belongs to: its `workflow`, `workflow_id` or `workflow_path`, else the workflow file
 * among its `args`: what follows `--workflow`, or the first that is called like one. Null where nothing says it.
 */
export function workflowOf({
  workflow,
  workflow_id,
  workflow_path,
  args,
}: Readonly<Record<string, unknown>>): string | null {
  const named = stated(workflow) ?? stated(workflow_id) ?? stated(workflow_path);
  if (named !== undefined && named !== null) return textOrJson(named);
  return (Array.isArray(args) ? workflowArgument(args) : undefined)?.toWellFormed() ?? null;
}

/** An empty text names nothing. */
function stated(value: unknown): unknown {
  return value === "" ? undefined : value;
}

const flag = "--workflow";
const flagWithValue = "--workflow=";

/** One loop with few regular expressions: it runs for each of 100,000 files. */
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

/**
 * Whether a task's workflow is the one that is asked for: by its name, by its path or the end of it (`deploy.k`,
 * `prod/deploy.k`), by the path's stem (`deploy`), or by a glob that any of these matches.
 *
 * @throws OrchestratorError `orch::pattern_too_large`, `orch::bad_pattern`
 */
export function workflowMatcher(wanted: string): (workflow: string) => boolean {
  const relative = wanted.replace(/^\.\//, "");
  if (!globCharacters.test(wanted)) {
    const end = `/${relative}`;
    return (workflow) => workflow === wanted || workflow.endsWith(end) || stemOf(workflow) === wanted;
  }
  const patterns = readGlob(`**/${relative}`, "workflow-filter");
  const matches = (names: readonly string[]) => patterns.some((pattern) => matchesPath(pattern, names, true));
  return (workflow) => workflow === wanted || matches([stemOf(workflow)]) || matches(workflow.split("/"));
}

/** `deploy` of `workflows/deploy.k`. */
function stemOf(workflow: string): string {
  if (workflowFile.test(workflow)) return basename(workflow, extname(workflow));
  // Most are names: of a long one `basename` looks at each character.
  return workflow.includes("/") ? basename(workflow) : workflow;
}
