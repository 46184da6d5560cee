import { isAbsolute } from "node:path";
import { expand, needsHome } from "../../files/patterns/path-pattern.ts";
import type { WorkflowDocument } from "../document.ts";
import {
  defaultLimits,
  type EvaluatedLanguage,
  type Evaluation,
  type EvaluationOptions,
  type EvaluatorEnv,
  type EvaluatorTools,
} from "./evaluation.ts";
import { evaluatorMissing, toolMissing } from "./evaluator-missing.ts";
import type { KclLibrary } from "./kcl/library.ts";
import { findProgram, findPrograms, isExecutable } from "./process/program-path.ts";

/** One way to evaluate a file. It returns undefined if the tool turns out to be unable to. */
type Evaluate = (evaluation: Evaluation) => Promise<WorkflowDocument | undefined>;

type Trying = NonNullable<EvaluationOptions["trying"]>;

/** `kcl: "kcl_lib"` in the configuration asks for KCL's Python library. */
const library = "kcl_lib";

/** Evaluates KCL and Nickel, and holds the resident Python that has KCL's library loaded. */
export class Evaluators {
  #library: KclLibrary | undefined;
  /** Pythons that are known to lack `kcl_lib`: to find that out takes a start of a tenth of a second. */
  readonly #lacking = new Set<string>();

  /** Whether a Python is running that is worth keeping the plugin alive for. */
  get isHolding(): boolean {
    return this.#library !== undefined;
  }

  /**
   * Evaluates a workflow, given by its absolute path, with the tool of its language. The errors and warnings of the tool
   * become problems of the document. Throws an `OrchestratorError` if there is no verdict: the tool is missing
   * (`orch::evaluator_missing`), crashed, said nothing that is known or may not run (`orch::evaluator_failed`), or hit a limit
   * (`orch::evaluator_timeout`, `_output_too_large`, `_out_of_memory`). Throws the signal's reason on abort.
   */
  async evaluate(path: string, language: EvaluatedLanguage, options: EvaluationOptions): Promise<WorkflowDocument> {
    const { env, signal, tools = {}, trying = () => {} } = options;
    const limits = {
      timeoutMs: options.timeoutMs ?? defaultLimits.timeoutMs,
      maxBytes: options.maxBytes ?? defaultLimits.maxBytes,
      maxMemory: options.maxMemory ?? defaultLimits.maxMemory,
    };
    const evaluation: Evaluation = { path, env: definedOf(env), signal, limits };
    const evaluators = language === "KCL" ? this.#kcl(tools, env, trying) : nickel(tools, env, trying);
    for (const evaluate of evaluators) {
      const found = await evaluate(evaluation);
      if (found !== undefined) return found;
    }
    throw evaluatorMissing(path, language, tools);
  }

  /** Ends the resident Python. The next evaluation starts another. */
  close(): void {
    this.#library?.close();
    this.#library = undefined;
    this.#lacking.clear();
  }

  *#kcl({ kcl, python }: EvaluatorTools, env: EvaluatorEnv, trying: Trying): Generator<Evaluate> {
    const given = python === undefined ? undefined : configured("python", python, env);
    const command =
      kcl === undefined ? findProgram("kcl", env.PATH) : kcl === library ? undefined : configured("kcl", kcl, env);
    if (command !== undefined) {
      const launcher = given ?? findProgram("python3", env.PATH);
      trying("kcl", command);
      yield async (evaluation) => (await import("./kcl/command.ts")).evaluateWithKcl(command, launcher, evaluation);
    }
    // The library is also tried if the command could not be sandboxed, unless the configuration names the command.
    if (command === undefined || kcl === undefined) {
      const programs = given === undefined ? [...findPrograms("python3", env.PATH)] : [given];
      const able = programs.filter((program) => !this.#lacking.has(program));
      // If none has the library, it may have been installed since.
      for (const program of able.length > 0 ? able : programs) {
        trying("python", program);
        yield (evaluation) => this.#evaluateWith(program, evaluation);
      }
    }
    if (command !== undefined) {
      yield async ({ path }) => {
        throw (await import("./kcl/command.ts")).notLockedIn(path);
      };
    }
  }

  /** Evaluates with a Python that stays resident. There is only one: another Python replaces it. */
  async #evaluateWith(python: string, evaluation: Evaluation): Promise<WorkflowDocument | undefined> {
    const { KclLibrary } = await import("./kcl/library.ts");
    if (this.#library?.python !== python) {
      this.#library?.retire();
      this.#library = new KclLibrary(python);
    }
    const asked = this.#library;
    const document = await asked.evaluate(evaluation);
    if (document !== undefined) {
      this.#lacking.delete(python);
      return document;
    }
    this.#lacking.add(python);
    if (this.#library === asked) this.#library = undefined;
    return undefined;
  }
}

function* nickel({ nickel: given }: EvaluatorTools, env: EvaluatorEnv, trying: Trying): Generator<Evaluate> {
  const program = given === undefined ? findProgram("nickel", env.PATH) : configured("nickel", given, env);
  if (program === undefined) return;
  trying("nickel", program);
  yield async (evaluation) => (await import("./nickel/nickel.ts")).evaluateNickel(program, evaluation);
}

/**
 * Finds a tool from the configuration: an absolute path, one that begins with `~/`, or a name on PATH. Relative paths are
 * refused, because they would depend on the folder of the workflow, in which the tool runs.
 */
function configured(key: keyof EvaluatorTools, tool: string, { PATH, HOME: home }: EvaluatorEnv): string {
  const path = needsHome(tool) ? expand(tool, { cwd: "/", home, about: "setting" }) : tool;
  const program = path.includes("/") ? path : findProgram(path, PATH);
  if (program === undefined || !isAbsolute(program) || !isExecutable(program)) throw toolMissing(key, tool);
  return program;
}

function definedOf(env: EvaluatorEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
