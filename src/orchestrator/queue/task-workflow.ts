import { basename, extname } from "node:path";
import { globCharacters } from "../path-pattern.ts";

const workflowFile = /\.(?:k|ncl|json|ya?ml|toml)$/;

/**
 * The workflow that a task's record belongs to: its `workflow`, `workflow_id` or `workflow_path`, else the workflow file
 * among its `args`: what follows `--workflow`, or the first that is called like one. Null where nothing says it.
 */
export function workflowOf(record: Readonly<Record<string, unknown>>): string | null {
  for (const field of ["workflow", "workflow_id", "workflow_path"]) {
    const value = record[field];
    if (value === undefined || value === null || value === "") continue;
    return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
  }
  return workflowArgument(record["args"])?.toWellFormed() ?? null;
}

function workflowArgument(args: unknown): string | undefined {
  if (!Array.isArray(args)) return undefined;
  const texts: readonly unknown[] = args;
  const flag = texts.findIndex((arg) => arg === "--workflow" || isText(arg, /^--workflow=./));
  const given = texts[flag];
  const named = typeof given === "string" && given.includes("=") ? given.slice("--workflow=".length) : texts[flag + 1];
  if (flag !== -1 && typeof named === "string" && named !== "") return named;
  return texts.find((arg): arg is string => isText(arg, workflowFile));
}

function isText(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

/**
 * Whether a task's workflow is the one that is asked for: by its name, by its path or the end of it (`deploy.k`,
 * `prod/deploy.k`), by the path's stem (`deploy`), or by a glob that any of these matches.
 */
export async function workflowMatcher(wanted: string): Promise<(workflow: string) => boolean> {
  if (!globCharacters.test(wanted)) {
    const end = `/${wanted.replace(/^\.\//, "")}`;
    return (workflow) => workflow === wanted || workflow.endsWith(end) || stemOf(workflow) === wanted;
  }
  // Loaded only here: few calls have a pattern.
  const { default: picomatch } = await import("picomatch");
  const matches = picomatch([wanted, `**/${wanted}`], { dot: true });
  return (workflow) => workflow === wanted || matches(workflow) || matches(stemOf(workflow));
}

/** `deploy` of `workflows/deploy.k`. */
function stemOf(workflow: string): string {
  return workflowFile.test(workflow) ? basename(workflow, extname(workflow)) : basename(workflow);
}
