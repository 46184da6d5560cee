import { dirname } from "node:path";
import * as z from "zod/mini";
import { deferredPlaces } from "../deferred-places.ts";
import { isFault } from "../../../system/file-problem.ts";
import { isSystemError } from "../../../system/system-code.ts";
import type { Problem } from "../../../problem.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { crashHelp, evaluatorFailed, isStopped, notStarted, outputTooLarge, reasonOf } from "../evaluator-error.ts";
import { hasError } from "../evaluator-problem.ts";
import { jsonLines, parsedJson } from "../json-output.ts";
import { type ExternalPackage, withPackages } from "./packages.ts";
import { kclDiagnostics } from "./report.ts";
import { KclResident, ResidentEnded, tool } from "./resident.ts";
import { kclTextProblems } from "./text-report.ts";

const errors = z.array(
  z.object({
    level: z.string(),
    code: z.string(),
    messages: z.array(z.object({ text: z.string(), path: z.string(), line: z.number(), column: z.number() })),
  }),
);
const evaluated = z.object({
  json: z.string(),
  error: z.string(),
  parseErrors: errors,
  typeErrors: errors,
});
const lastField = { isLast: z.boolean() };
const answerSchema = z.union([
  z.extend(evaluated, lastField),
  z.object({ tooLarge: z.literal(true), ...lastField }),
  z.object({ failed: z.string(), ...lastField }),
]);
const helloSchema = z.union([z.object({ ready: z.literal(true) }), z.object({ missing: z.string() })]);

/** What a Python is that cannot evaluate: it has no `kcl_lib`, or else it does not even run. */
export class UnfitPython extends Error {
  override readonly name = "UnfitPython";
  /** The error if it does not run and should; undefined if there is nothing to mend about it. */
  readonly failure: Error | undefined;

  constructor(failure: Error | undefined) {
    super("not a Python with kcl_lib");
    this.failure = failure;
  }
}

/**
 * KCL's Python library in a process that stays. It evaluates one file after the other, in the order in which they come.
 */
export class KclLibrary {
  /** The Python that runs the library. */
  readonly python: string;
  #resident: KclResident | undefined;
  /** Throws why this Python cannot evaluate, once that is known. */
  #refuse: ((path: string) => never) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(python: string) {
    this.python = python;
  }

  /** Evaluates a workflow. Throws an `UnfitPython` if this Python cannot. */
  evaluate(evaluation: Evaluation): Promise<WorkflowDocument> {
    const { signal } = evaluation;
    const turn = this.#queue.then(() => {
      signal.throwIfAborted();
      return this.#evaluate(evaluation);
    });
    // A failure is reported where the turn is awaited, and must not hold up the turns behind it.
    this.#queue = turn.catch(() => {});
    return abortable(turn, signal);
  }

  /** Ends the process; the next evaluation starts another. */
  close(): void {
    this.#resident?.close();
    this.#resident = undefined;
  }

  /** Ends the process once everything that it was asked is answered. */
  retire(): void {
    void this.#queue.then(() => this.close());
  }

  async #evaluate(evaluation: Evaluation): Promise<WorkflowDocument> {
    // Evaluations that were asked for together need not each start Python to learn that it cannot.
    this.#refuse?.(evaluation.path);
    const resident = await this.#open(evaluation);
    return withPackages(evaluation, async (packages) => {
      const line = await resident.ask(requestFor(evaluation, packages), evaluation).catch((error: unknown) => {
        throw error instanceof ResidentEnded ? crashed(evaluation.path, this.python, error) : error;
      });
      const answer = answerSchema.safeParse(parsedJson(line)?.json);
      if (!answer.success) {
        this.close();
        throw nonsense(evaluation.path, this.python, line);
      }
      if (answer.data.isLast) this.#resident = undefined;
      return documentOf(evaluation, this.python, answer.data);
    });
  }

  async #open(evaluation: Evaluation): Promise<KclResident> {
    if (this.#resident?.isOpen === true) return this.#resident;
    try {
      const resident = new KclResident(this.python, evaluation.env);
      const line = await resident.hello(evaluation);
      const hello = helloSchema.safeParse(parsedJson(line)?.json);
      if (hello.success && "ready" in hello.data) {
        this.#resident = resident;
        return resident;
      }
      resident.close();
      this.#refuse = (path) => {
        const isWell = hello.success || notInstalled.test(line);
        throw new UnfitPython(isWell ? undefined : nonsense(path, this.python, line));
      };
    } catch (error) {
      const cause = error instanceof ResidentEnded ? error.cause : error;
      // That the system had no room for it says nothing of this Python, and none of the others would be any better.
      if (isFault(cause)) throw notStarted(this.python, evaluation.path, cause);
      // Some of the reasons for which a program does not start are thrown at once.
      const ended = isSystemError(error) ? new ResidentEnded("", undefined, error) : error;
      // It is stopped, too, if it hangs or prints without end before it is asked anything.
      if (!(ended instanceof ResidentEnded) && !isStopped(ended)) throw error;
      this.#refuse = (path) => {
        if (isStopped(ended)) throw new UnfitPython(ended);
        throw new UnfitPython(isStub(ended) ? undefined : crashed(path, this.python, ended));
      };
    }
    return this.#refuse(evaluation.path);
  }
}

// What Windows has in the place of a Python says where to install one, and ends as a command that is not there.
const notInstalled = /^Python was not found/;
const noSuchCommand = 9009;

function isStub({ ending, stderr }: ResidentEnded): boolean {
  return ending.exitCode === noSuchCommand || notInstalled.test(stderr);
}

function requestFor({ path, limits }: Evaluation, packages: readonly ExternalPackage[]) {
  return {
    path,
    folder: dirname(path),
    packages: packages.map(({ name, folder }) => ({ pkg_name: name, pkg_path: folder })),
    timeoutMs: limits.timeoutMs,
    maxBytes: limits.maxBytes,
  };
}

function documentOf(
  { path, limits }: Evaluation,
  python: string,
  answer: z.infer<typeof answerSchema>,
): WorkflowDocument {
  if ("tooLarge" in answer) throw outputTooLarge(tool, limits.maxBytes);
  if ("failed" in answer) return rejected(path, python, kclTextProblems(path, answer.failed), answer.failed);
  const { json, error, parseErrors, typeErrors } = answer;
  // About a file that does not parse, the type checker speaks of things that are not there or repeats the parser's
  // errors.
  const said = kclDiagnostics(path, parseErrors.length > 0 ? parseErrors : typeErrors);
  if (error !== "") {
    return rejected(path, python, hasError(said) ? said : [...kclTextProblems(path, error), ...said], error);
  }
  const output = jsonLines(json);
  if (output === undefined) throw failed(path, python, "answered with something other than JSON", json);
  const { json: value } = output;
  const warnings = said.filter(({ severity }) => severity === "warning");
  return { problems: warnings, content: { value, isComputed: true, places: deferredPlaces(path, "KCL", value) } };
}

/** Returns the verdict on a file that was rejected. If no error is known for it, what was said is not about the file. */
function rejected(path: string, python: string, problems: readonly Problem[], said: string): WorkflowDocument {
  if (hasError(problems)) return { problems, content: undefined };
  throw failed(path, python, "failed", said);
}

function crashed(path: string, python: string, { message, ending, stderr, cause }: ResidentEnded): Error {
  if (isSystemError(cause)) return notStarted(python, path, cause);
  return failed(path, python, message, stderr, crashHelp(ending));
}

function nonsense(path: string, python: string, said: string): Error {
  return failed(path, python, "gave an answer that makes no sense", said);
}

function failed(path: string, python: string, how: string, said: string, help?: string): Error {
  return evaluatorFailed(tool, how, path, {
    said,
    help:
      help ?? `Run ${python} by hand, and import kcl_lib there; if that fails too, the fault is in the installation.`,
  });
}

/** Rejects as soon as the signal aborts, so that an evaluation that waits for its turn ends at once. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(reasonOf(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
