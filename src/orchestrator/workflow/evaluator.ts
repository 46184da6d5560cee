import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { OrchestratorError } from "../orchestrator-error.ts";
import { type ChildRequest, type ChildResult, runChild } from "./child.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { WorkflowDocument } from "./document.ts";
import { printable, printableLines } from "../printable.ts";
import { findProgram } from "./program-path.ts";

/** The variables of the caller's environment that decide how a workflow evaluates. */
export interface EvaluatorEnv {
  PATH?: string | undefined;
  HOME?: string | undefined;
  NICKEL_IMPORT_PATH?: string | undefined;
}

export interface EvaluatorLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

interface Evaluator {
  readonly tool: string;
  readonly install: string;
  readonly args: (file: string) => string[];
  /** `PATH:LINE:COLUMN` as the tool's messages show it. */
  readonly place: RegExp;
}

const evaluators: Record<"KCL" | "Nickel", Evaluator> = {
  KCL: {
    tool: "kcl",
    install: "Install KCL (https://www.kcl-lang.io)",
    args: (file) => ["run", file, "--format", "json"],
    place: /--> (?!<)(.+):(\d+):(\d+)/,
  },
  Nickel: {
    tool: "nickel",
    install: "Install Nickel (cargo install nickel-lang-cli --locked)",
    args: (file) => ["export", "--format", "json", file],
    // A place in the standard library is shown as <stdlib/...>: no file of the user's.
    place: /┌─ (?!<)(.+):(\d+):(\d+)/,
  },
};

const defaultLimits: EvaluatorLimits = { timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 };

// Each guess at where the JSON starts may read the output to its end.
const mostGuesses = 100;
/** Of what a tool says, in characters: a message is read by a person. */
const mostShown = 64 * 1024;

/**
 * Evaluates a workflow with its language's own tool, in the file's folder. What the tool has against the file is a
 * diagnostic. Throws an `OrchestratorError` when there is no verdict: the tool is absent (`orch::evaluator_missing`),
 * crashed or answered with something else than JSON (`orch::evaluator_failed`), or hit a limit.
 */
export async function evaluate(
  path: string,
  language: "KCL" | "Nickel",
  env: EvaluatorEnv,
  signal: AbortSignal,
  limits: EvaluatorLimits = defaultLimits,
): Promise<WorkflowDocument> {
  const evaluator = evaluators[language];
  const program = await findProgram(evaluator.tool, env.PATH);
  if (program === undefined) throw missing(path, language, evaluator);
  const result = await runTool(path, evaluator, {
    program,
    args: evaluator.args(path),
    cwd: dirname(path),
    env: definedOf(env),
    signal,
    ...limits,
  });
  if (result.endedBy !== null) {
    throw failed(path, evaluator, `was ended by ${result.endedBy}`, result);
  }
  if (result.exitCode !== 0) {
    return { diagnostics: [evaluationFailed(path, evaluator, result)], content: undefined };
  }
  const value = lastJson(result.stdout);
  if (value === undefined) {
    throw failed(path, evaluator, "answered with something else than JSON", result);
  }
  return {
    diagnostics: [],
    content: { value: value.json, places: () => Promise.resolve(() => undefined) },
  };
}

async function runTool(path: string, { tool }: Evaluator, request: ChildRequest): Promise<ChildResult> {
  try {
    return await runChild(request);
  } catch (cause) {
    // A system call's error: no such interpreter, no process left, ...
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause;
    throw new OrchestratorError(`${tool} could not be started on ${printable(path)}: ${cause.message}`, {
      code: "orch::evaluator_failed",
      help: `Run ${request.program} by hand to see what is wrong with it.`,
      cause,
    });
  }
}

/** The JSON document that ends the text. `kcl` writes what the file prints before it, so it starts at some line's start. */
function lastJson(text: string): { json: unknown } | undefined {
  const whole = parsed(text);
  if (whole !== undefined) return whole;
  let start = text.length;
  for (let guess = 0; guess < mostGuesses && start > 0; guess += 1) {
    start = Math.max(text.lastIndexOf("\n{", start - 1), text.lastIndexOf("\n[", start - 1));
    if (start < 0) return undefined;
    const rest = parsed(text.slice(start));
    // Indented output has one opener in the first column: its own. A second guess would only be right by accident.
    if (rest !== undefined || text[start + 2] === "\n") return rest;
  }
  return undefined;
}

function parsed(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function evaluationFailed(path: string, evaluator: Evaluator, result: ChildResult): Diagnostic {
  const said = plain(result.stderr) || plain(result.stdout);
  const [, file, line, column] = evaluator.place.exec(said) ?? [];
  return {
    severity: "error",
    code: "evaluation-failed",
    message: said || `${evaluator.tool} exited with code ${result.exitCode} and said nothing`,
    // The fault may be in a file that this one imports.
    path: file === undefined ? path : resolve(dirname(path), file),
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
  };
}

/** The first part of a tool's text, without colours, with other control characters escaped. */
function plain(text: string): string {
  const shown = stripVTControlCharacters(text.slice(0, mostShown));
  return printableLines(shown.replaceAll("\r\n", "\n").trim());
}

function definedOf({ PATH, HOME, NICKEL_IMPORT_PATH }: EvaluatorEnv): Record<string, string> {
  return {
    ...(PATH !== undefined && { PATH }),
    ...(HOME !== undefined && { HOME }),
    ...(NICKEL_IMPORT_PATH !== undefined && { NICKEL_IMPORT_PATH }),
  };
}

function missing(path: string, language: string, { tool, install }: Evaluator): OrchestratorError {
  return new OrchestratorError(
    `${printable(path)} is a ${language} file, and "${tool}", which evaluates ${language}, is not on PATH`,
    {
      code: "orch::evaluator_missing",
      help: `${install} so that "${tool}" is on PATH, or export the workflow to JSON, YAML or TOML and check that.`,
    },
  );
}

function failed(path: string, { tool }: Evaluator, how: string, { stderr }: ChildResult): OrchestratorError {
  const said = plain(stderr).slice(0, 2000);
  return new OrchestratorError(`${tool} ${how} on ${printable(path)}${said === "" ? "" : `: ${said}`}`, {
    code: "orch::evaluator_failed",
    help: `Run ${tool} on the file by hand; if it fails there too, the fault is in ${tool} or its installation.`,
  });
}
