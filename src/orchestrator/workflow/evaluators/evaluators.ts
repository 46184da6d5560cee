import { isAbsolute } from "node:path";
import { expand, needsHome } from "../../files/path-pattern.ts";
import type { WorkflowDocument } from "../document.ts";
import {
  defaultLimits,
  type EvaluatedLanguage,
  type Evaluation,
  type EvaluationOptions,
  type EvaluatorEnv,
  type EvaluatorTools,
  type Outcome,
} from "./evaluation.ts";
import { evaluatorMissing, toolMissing } from "./evaluator-missing.ts";
import type { KclLibrary } from "./kcl/library.ts";
import { findProgram, findPrograms, isExecutable } from "./process/program-path.ts";

/** One way to evaluate a file; undefined where it turns out that the tool cannot. */
type Evaluate = (evaluation: Evaluation) => Promise<Outcome | undefined>;

/** `kcl: "kcl_lib"` in the configuration asks for KCL's Python library. */
const library = "kcl_lib";

/** What evaluates KCL and Nickel, with what a living process keeps for it: a Python that has KCL's library loaded. */
export class Evaluators {
  #library: KclLibrary | undefined;
  /** Pythons that were asked and have no `kcl_lib`: each question is a start, of a tenth of a second. */
  readonly #lacking = new Set<string>();

  /** Whether there is anything that is worth to be kept. */
  get isHolding(): boolean {
    return this.#library !== undefined;
  }

  /**
   * Evaluates a workflow, given by its absolute path, with its language's own tool. What the tool has against the file
   * are diagnostics. Throws an `OrchestratorError` when there is no verdict: the tool is absent
   * (`orch::evaluator_missing`), crashed or answered with something else than JSON (`orch::evaluator_failed`), or hit a
   * limit (`orch::evaluator_timeout`, `_output_too_large`, `_out_of_memory`); throws the signal's reason on abort.
   */
  async evaluate(path: string, language: EvaluatedLanguage, options: EvaluationOptions): Promise<WorkflowDocument> {
    const { env, signal, tools = {} } = options;
    const limits = {
      timeoutMs: options.timeoutMs ?? defaultLimits.timeoutMs,
      maxBytes: options.maxBytes ?? defaultLimits.maxBytes,
      maxMemory: options.maxMemory ?? defaultLimits.maxMemory,
    };
    const evaluation: Evaluation = { path, env: definedOf(env), signal, limits };
    const evaluators = language === "KCL" ? this.#kcl(tools, env) : nickel(tools, env);
    for (const evaluate of evaluators) {
      const found = await evaluate(evaluation);
      if (found !== undefined) return found.document;
    }
    throw evaluatorMissing(path, language, tools);
  }

  /** Ends the resident Python; the next evaluation starts another. */
  close(): void {
    this.#library?.close();
    this.#library = undefined;
    this.#lacking.clear();
  }

  *#kcl({ kcl, python }: EvaluatorTools, env: EvaluatorEnv): Generator<Evaluate> {
    const given = python === undefined ? undefined : configured("python", python, env);
    const command =
      kcl === undefined ? findProgram("kcl", env.PATH) : kcl === library ? undefined : configured("kcl", kcl, env);
    if (command !== undefined) {
      const launcher = given ?? findProgram("python3", env.PATH);
      yield async (evaluation) => (await import("./kcl/command.ts")).evaluateWithKcl(command, launcher, evaluation);
    }
    // The library also where the command could not be locked in, unless the configuration asks for that one.
    if (command === undefined || kcl === undefined) {
      const programs = given === undefined ? [...findPrograms("python3", env.PATH)] : [given];
      const able = programs.filter((program) => !this.#lacking.has(program));
      // Where none has it, one may have got it meanwhile.
      for (const program of able.length > 0 ? able : programs) {
        yield (evaluation) => this.#evaluateWith(program, evaluation);
      }
    }
    if (command !== undefined) {
      yield async ({ path }) => (await import("./kcl/command.ts")).notEvaluated(path);
    }
  }

  /** One Python at a time: another one takes the place of the last. */
  async #evaluateWith(python: string, evaluation: Evaluation): Promise<Outcome | undefined> {
    const { KclLibrary } = await import("./kcl/library.ts");
    if (this.#library?.python !== python) {
      this.#library?.retire();
      this.#library = new KclLibrary(python);
    }
    const asked = this.#library;
    const outcome = await asked.evaluate(evaluation);
    if (outcome !== undefined) {
      this.#lacking.delete(python);
      return outcome;
    }
    this.#lacking.add(python);
    if (this.#library === asked) this.#library = undefined;
    return undefined;
  }
}

function* nickel({ nickel: given }: EvaluatorTools, env: EvaluatorEnv): Generator<Evaluate> {
  const program = given === undefined ? findProgram("nickel", env.PATH) : configured("nickel", given, env);
  if (program === undefined) return;
  yield async (evaluation) => (await import("./nickel/nickel.ts")).evaluateNickel(program, evaluation);
}

/**
 * A tool from the configuration: a full path, one that begins with `~/`, or a name to be looked for on PATH. No other: it
 * runs in the workflow's folder, which is not to say what a relative path means.
 */
function configured(key: keyof EvaluatorTools, tool: string, { PATH, HOME: home }: EvaluatorEnv): string {
  const path = needsHome(tool) ? expand(tool, { cwd: "/", home, about: "setting" }) : tool;
  const program = path.includes("/") ? path : findProgram(path, PATH);
  if (program === undefined || !isAbsolute(program) || !isExecutable(program)) throw toolMissing(key, tool);
  return program;
}

function definedOf({ PATH, HOME, NICKEL_IMPORT_PATH, KCL_PKG_PATH }: EvaluatorEnv): Record<string, string> {
  return {
    ...(PATH !== undefined && { PATH }),
    ...(HOME !== undefined && { HOME }),
    ...(NICKEL_IMPORT_PATH !== undefined && { NICKEL_IMPORT_PATH }),
    ...(KCL_PKG_PATH !== undefined && { KCL_PKG_PATH }),
  };
}
