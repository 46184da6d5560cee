import { basename } from "node:path";
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
import { findBatchFile, findProgram, isBatchFile, programAt } from "./process/program-path.ts";

/** One way to evaluate a file. It returns undefined if the tool turns out to be unable to. */
type Evaluate = (evaluation: Evaluation) => Promise<WorkflowDocument | undefined>;

type Trying = NonNullable<EvaluationOptions["trying"]>;

/** `kcl: "kcl_lib"` in the configuration asks for KCL's Python library. */
const library = "kcl_lib";

/** How many Pythons are remembered not to have it. */
const mostUnfit = 20;

/** Evaluates KCL and Nickel, and holds the resident Python that has KCL's library loaded. */
export class Evaluators {
  #library: KclLibrary | undefined;
  /** Pythons that are known not to have `kcl_lib`: to find that out takes a start of a tenth of a second. */
  readonly #unfit = new Set<string>();

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
    const evaluation: Evaluation = { path, from: options.from, env: definedOf(env), signal, limits };
    const evaluators = language === "KCL" ? this.#kcl(tools, env, trying) : nickel(tools, env, trying);
    for await (const evaluate of evaluators) {
      const found = await evaluate(evaluation);
      if (found !== undefined) return found;
    }
    const names = language === "KCL" ? ["kcl", ...(await import("./kcl/pythons.ts")).pythonNames] : ["nickel"];
    throw evaluatorMissing(path, language, tools, { names, batch: findBatchFile(names, env.PATH) });
  }

  /** Ends the resident Python. The next evaluation starts another. */
  close(): void {
    this.#library?.close();
    this.#library = undefined;
    this.#unfit.clear();
  }

  async *#kcl({ kcl, python }: EvaluatorTools, env: EvaluatorEnv, trying: Trying): AsyncGenerator<Evaluate> {
    const { findPythons } = await import("./kcl/pythons.ts");
    const given = python === undefined ? undefined : configured("python", python, env);
    const command =
      kcl === undefined ? findProgram("kcl", env.PATH) : kcl === library ? undefined : configured("kcl", kcl, env);
    if (command !== undefined) {
      const [launcher] = given === undefined ? findPythons(env.PATH) : [given];
      trying("kcl", command);
      yield async (evaluation) => (await import("./kcl/command.ts")).evaluateWithKcl(command, launcher, evaluation);
    }
    // The library is also tried if the command could not be sandboxed, unless the configuration names the command.
    if (command === undefined || kcl === undefined) {
      const programs = given === undefined ? findPythons(env.PATH) : [given];
      const able = programs.filter((program) => !this.#unfit.has(program));
      const failures: (Error | undefined)[] = [];
      // If none has the library, it may have been installed since.
      for (const program of able.length > 0 ? able : programs) {
        trying("python", program);
        yield (evaluation) => this.#evaluateWith(program, evaluation, (failure) => failures.push(failure));
      }
      // A Python that runs is the one to install the library in, whatever is wrong with the others.
      const [failure] = failures.includes(undefined) ? [] : failures;
      if (failure !== undefined && command === undefined) yield () => Promise.reject(failure);
    }
    if (command !== undefined) {
      yield async ({ path }) => {
        throw (await import("./kcl/command.ts")).notLockedIn(path);
      };
    }
  }

  /**
   * Evaluates with a Python that stays resident. There is only one: another Python replaces it. Resolves to undefined if
   * this Python cannot, which `unfit` is told, with what is wrong with it.
   */
  async #evaluateWith(
    python: string,
    evaluation: Evaluation,
    unfit: (failure: Error | undefined) => void,
  ): Promise<WorkflowDocument | undefined> {
    const { KclLibrary, UnfitPython } = await import("./kcl/library.ts");
    if (this.#library?.python !== python) {
      this.#library?.retire();
      this.#library = new KclLibrary(python);
    }
    const asked = this.#library;
    try {
      const document = await asked.evaluate(evaluation);
      this.#unfit.delete(python);
      return document;
    } catch (error) {
      if (!(error instanceof UnfitPython)) throw error;
      // The settings, and PATH, may name others at each call.
      if (this.#unfit.size >= mostUnfit) this.#unfit.clear();
      this.#unfit.add(python);
      if (this.#library === asked) this.#library = undefined;
      unfit(error.failure);
      return undefined;
    }
  }
}

function* nickel({ nickel: given }: EvaluatorTools, env: EvaluatorEnv, trying: Trying): Generator<Evaluate> {
  const program = given === undefined ? findProgram("nickel", env.PATH) : configured("nickel", given, env);
  if (program === undefined) return;
  trying("nickel", program);
  yield async (evaluation) => (await import("./nickel/nickel.ts")).evaluateNickel(program, evaluation);
}

/**
 * Finds a tool from the configuration: a path in full, one that begins with `~`, or a name on PATH. Relative paths are
 * refused, because they would depend on the folder from which the plugin was started.
 */
function configured(key: keyof EvaluatorTools, tool: string, { PATH, HOME: home }: EvaluatorEnv): string {
  const path = needsHome(tool) ? expand(tool, { cwd: "/", home, about: "setting" }) : tool;
  const isName = basename(path) === path;
  const program = isName ? findProgram(path, PATH) : programAt(path);
  if (program === undefined) {
    throw toolMissing(key, tool, isBatchFile((isName ? findBatchFile([path], PATH) : undefined) ?? path));
  }
  return program;
}

function definedOf(env: EvaluatorEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
