/** The languages that have an evaluator of their own. */
export type EvaluatedLanguage = "KCL" | "Nickel";

/** The variables of the caller's environment that affect how a workflow evaluates. */
export interface EvaluatorEnv {
  PATH?: string | undefined;
  HOME?: string | undefined;
  /** Folders as PATH has them, relative to that of the workflow. */
  NICKEL_IMPORT_PATH?: string | undefined;
  /** The folder in which KCL keeps downloaded packages. */
  KCL_PKG_PATH?: string | undefined;
}

/** The tools that the configuration names. Others are looked for on PATH. */
export interface EvaluatorTools {
  /** The path of the `kcl` command, or `kcl_lib` for the Python library. */
  readonly kcl?: string | undefined;
  readonly nickel?: string | undefined;
  /** The path of a Python that has `kcl_lib`. */
  readonly python?: string | undefined;
}

export interface EvaluationLimits {
  readonly timeoutMs: number;
  /** The limit on what an evaluator writes. */
  readonly maxBytes: number;
  /** The limit on an evaluator's memory, in bytes. */
  readonly maxMemory: number;
}

export interface EvaluationOptions extends Partial<EvaluationLimits> {
  readonly env: EvaluatorEnv;
  readonly signal: AbortSignal;
  readonly tools?: EvaluatorTools;
  /** The folder that a copied text is from, in which its imports are looked for. */
  readonly from?: string | undefined;
  /** Is told each tool and program before it is tried: of a file that was evaluated, the last was the one that could. */
  readonly trying?: (tool: keyof EvaluatorTools, program: string) => void;
}

/** One file to evaluate, with everything that evaluators need to know. */
export interface Evaluation {
  /** The absolute path of the file. */
  readonly path: string;
  /** The folder that its text is from, if the file is a copy. */
  readonly from: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly limits: EvaluationLimits;
}

export const defaultLimits: EvaluationLimits = {
  timeoutMs: 30_000,
  // Enough for 100,000 operations. What is written is then read and checked in one go, which nothing can end: it takes a second
  // or two.
  maxBytes: 8 * 1024 * 1024,
  maxMemory: 2 * 1024 * 1024 * 1024,
};
