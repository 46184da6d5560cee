import type { WorkflowDocument } from "../document.ts";

/** The languages that a tool of their own evaluates. */
export type EvaluatedLanguage = "KCL" | "Nickel";

/** The variables of the caller's environment that decide how a workflow evaluates. */
export interface EvaluatorEnv {
  PATH?: string | undefined;
  HOME?: string | undefined;
  NICKEL_IMPORT_PATH?: string | undefined;
  /** Where KCL keeps packages that it has downloaded. */
  KCL_PKG_PATH?: string | undefined;
}

/** Which tools evaluate, where the configuration says so; else they are looked for on PATH. */
export interface EvaluatorTools {
  /** The path of the `kcl` command, or `kcl_lib` for the Python library. */
  readonly kcl?: string | undefined;
  readonly nickel?: string | undefined;
  /** The Python that has `kcl_lib`. */
  readonly python?: string | undefined;
}

export interface EvaluationLimits {
  readonly timeoutMs: number;
  /** Of what an evaluator writes. */
  readonly maxBytes: number;
  /** Of what an evaluator holds in memory. */
  readonly maxMemory: number;
}

export interface EvaluationOptions extends Partial<EvaluationLimits> {
  readonly env: EvaluatorEnv;
  readonly signal: AbortSignal;
  readonly tools?: EvaluatorTools;
}

/** One file to evaluate, with all that the evaluators need to know. */
export interface Evaluation {
  /** Absolute. */
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly limits: EvaluationLimits;
}

export interface Outcome {
  readonly document: WorkflowDocument;
  /** About how much memory the document takes. */
  readonly bytes: number;
  /** Every file that was read, where the engine tells. */
  readonly files?: readonly string[] | undefined;
}

export const defaultLimits: EvaluationLimits = {
  timeoutMs: 30_000,
  maxBytes: 64 * 1024 * 1024,
  maxMemory: 2 * 1024 * 1024 * 1024,
};
