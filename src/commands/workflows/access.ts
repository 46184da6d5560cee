import { dirname, resolve } from "node:path";
import * as nu from "nu-plugin";
import { describeProblem, type Problem } from "../../orchestrator/problem.ts";
import type { ReadOptions } from "../../orchestrator/workflow/read.ts";
import { knownLanguageOf, type Language } from "../../orchestrator/workflow/language.ts";
import { largestFile } from "../../orchestrator/workflow/workflow-file.ts";
import type { WorkflowOrigin } from "../../orchestrator/workflow/origin.ts";
import { askEnvironment, type CallEnvironment } from "../call/environment.ts";
import type { Session } from "../call/session.ts";
import { pathBelow } from "../text/short-place.ts";
import { workflowValue } from "./value.ts";

const formats: Readonly<Record<string, Language>> = {
  json: "JSON",
  yaml: "YAML",
  toml: "TOML",
  kcl: "KCL",
  k: "KCL",
  nickel: "Nickel",
  ncl: "Nickel",
};

/** The flags of every command on workflows. */
export const workflowFlags = {
  format: {
    takes: nu.choice(Object.keys(formats)),
    short: "f",
    description:
      "The language of the text from the pipeline, or of files regardless of extension: json, yaml, toml, kcl or nickel",
  },
  timeout: {
    takes: nu.milliseconds({ min: 1 }),
    short: "t",
    description:
      "How long evaluating a .k or .ncl file, or reading a long one of another kind, may take (30sec by default)",
  },
} as const;

/**
 * An input of any type. It is read only if no path is given: inside a closure, Nushell passes the current row, of any
 * type, even beside a path. Streamed text arrives in pieces.
 */
export const workflowInput: nu.StreamType<string | nu.Value> = {
  type: "Any",
  async *open(input, signal) {
    if (input.kind === "byte-stream") yield* nu.text.open(input, signal);
    else if (input.kind === "list-stream") yield* input.items;
    else if (input.kind === "value") yield input.value;
  },
};

/** The parts that the calls of all commands on workflows share. */
export type WorkflowCall = Pick<
  nu.CommandCall<typeof workflowFlags, never, nu.Positionals, AsyncIterable<string | nu.Value>>,
  "flags" | "input" | "metadata" | "head" | "engine" | "signal"
>;

/** The place where a command on workflows was called, and the options with which it reads them. */
export interface WorkflowAccess {
  readonly cwd: string;
  readonly home: string | undefined;
  readonly options: ReadOptions;
  readonly environment: CallEnvironment;
  /** Keeps the plugin alive if evaluators have left anything in memory. Commands call it at their end. */
  readonly keep: () => void;
}

const evaluatorVariables = ["PATH", "HOME", "NICKEL_IMPORT_PATH", "KCL_PKG_PATH"];

/**
 * Asks Nushell, all at once, for the settings and the environment that decide how workflows are read, and for the variables
 * that the command needs besides.
 */
export async function openWorkflows(
  { flags, engine, signal }: WorkflowCall,
  session: Session,
  others: readonly string[] = [],
): Promise<WorkflowAccess> {
  const environment = await askEnvironment(engine, [...new Set([...evaluatorVariables, ...others])]);
  const { cwd, settings, env: read } = environment;
  const env = {
    PATH: await read("PATH"),
    HOME: await read("HOME"),
    NICKEL_IMPORT_PATH: await read("NICKEL_IMPORT_PATH"),
    KCL_PKG_PATH: await read("KCL_PKG_PATH"),
  };
  const { tools, keepAlive } = settings;
  const evaluators = await session.evaluators();
  const keep = () => {
    if (evaluators.isHolding) engine.keepAlive(keepAlive, session);
  };
  const timeout = flags.timeout === undefined ? undefined : { timeoutMs: Math.min(flags.timeout, nu.longestTimer) };
  const language = formats[flags.format ?? ""];
  return {
    cwd,
    home: env.HOME,
    keep,
    environment,
    options: { env, signal, tools, evaluators, language, ...timeout },
  };
}

// The name of input that has no file.
const unnamed = "<input>";

/** Returns the workflow in the pipeline, if any. Throws a LabeledError for input that cannot be a workflow. */
export async function pipedOrigin(
  { input, metadata, flags, head }: WorkflowCall,
  cwd: string,
): Promise<WorkflowOrigin | undefined> {
  const { text, values } = await collect(input, head);
  const { dataSource } = metadata;
  const path = typeof dataSource === "object" ? resolve(cwd, dataSource.filePath) : unnamed;
  const [first, ...others] = values;
  if (text === undefined) {
    if (first === undefined || first.kind === "Nothing") return undefined;
    return { kind: "value", value: others.length > 0 ? values.map(workflowOf) : workflowOf(first), path };
  }
  const language = formats[flags.format ?? ""] ?? languageOf(metadata);
  if (language === undefined) throw noFormat(head);
  const folder = path === unnamed ? cwd : dirname(path);
  return { kind: "text", text: text.replace(/^\uFEFF/, ""), language, path, folder };

  function workflowOf(value: nu.Value): unknown {
    if (value.kind === "List") return value.vals.map(workflowOf);
    if (value.kind !== "Record") throw noWorkflowIn(value, head);
    return workflowValue(value);
  }
}

/** Collects the whole text, streamed or not, or else the values. */
async function collect(input: AsyncIterable<string | nu.Value>, head: nu.Span) {
  const texts: string[] = [];
  const values: nu.Value[] = [];
  let size = 0;
  for await (const piece of input) {
    if (typeof piece !== "string") {
      values.push(piece);
      continue;
    }
    texts.push(piece);
    size += piece.length;
    if (size > largestFile) throw tooLarge(head);
  }
  const [only] = values;
  if (only?.kind === "String" && values.length === 1) return { text: only.val, values: [] };
  return { text: texts.length > 0 ? texts.join("") : undefined, values };
}

/** Returns the language that the text's content type names, or else that of the extension of the file it is from. */
function languageOf({ contentType = "", dataSource }: nu.Metadata): Language | undefined {
  const [said = ""] = /json|ya?ml|toml/.exec(contentType) ?? [];
  return formats[said] ?? (typeof dataSource === "object" ? knownLanguageOf(dataSource.filePath) : undefined);
}

/** Returns a path as compilers show it. */
export function shownPath(path: string, cwd: string): string {
  return path === unnamed ? path : pathBelow(path, cwd);
}

/** Returns a problem as one line, with its place in front and the path as `shownPath` has it. */
export function describeShown(problem: Problem, cwd: string): string {
  return describeProblem({ ...problem, path: shownPath(problem.path, cwd) });
}

function noFormat(head: nu.Span): nu.LabeledError {
  return new nu.LabeledError("The text from the pipeline is in no known language", {
    code: "orch::no_format",
    labels: [{ text: "needs --format", span: head }],
    help: `Say with --format which it is: ${Object.keys(formats).join(", ")}. If the text is a file's path, give it as an argument.`,
  });
}

function noWorkflowIn({ span }: nu.Value, head: nu.Span): nu.LabeledError {
  return new nu.LabeledError("The pipeline has something other than workflows", {
    code: "orch::no_workflow",
    labels: [
      { text: "takes records, lists of records, or one text", span: head },
      { text: "is none of these", span },
    ],
    help: "Give paths as arguments, not through the pipeline.",
  });
}

function tooLarge(head: nu.Span): nu.LabeledError {
  return new nu.LabeledError(
    `The text from the pipeline has more than ${largestFile.toLocaleString("en")} characters`,
    {
      code: "orch::file_too_large",
      labels: [{ text: "takes no more", span: head }],
      help: "Check that this is the right text.",
    },
  );
}
