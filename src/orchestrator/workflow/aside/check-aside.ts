import { Worker, type WorkerOptions } from "node:worker_threads";
import { OrchestratorError } from "../../orchestrator-error.ts";
import { systemReason } from "../../system/system-code.ts";
import type { DocumentChecks, ValidatedWorkflows } from "../check-document.ts";
import { defaultLimits, type EvaluationOptions } from "../evaluators/evaluation.ts";
import { ofLimits, reasonOf } from "../evaluators/evaluator-error.ts";
import type { WorkflowText } from "../parse-text.ts";
import type { AsideWork } from "./worker.ts";

/**
 * Parses and checks a long text in a thread of its own, so that the plugin hears of an abort meanwhile and can end the work
 * wherever it is. Throws `orch::workflow_timeout`, `orch::workflow_out_of_memory`, `orch::workflow_not_checked` where the system has
 * no thread to give, or the signal's reason.
 */
export async function checkAside(
  given: WorkflowText,
  checks: DocumentChecks,
  {
    signal,
    timeoutMs = defaultLimits.timeoutMs,
    maxMemory = defaultLimits.maxMemory,
  }: Pick<EvaluationOptions, "signal" | "timeoutMs" | "maxMemory">,
): Promise<ValidatedWorkflows> {
  const { workerSource } = await import("./worker-source.ts");
  signal.throwIfAborted();
  const workerData: AsideWork = { given, checks };
  const resourceLimits = { maxOldGenerationSizeMb: maxMemory / 1024 / 1024 };
  // What the plugin's own process was started with is not for the thread.
  const worker = started(given, { eval: true, workerData, resourceLimits, execArgv: [], env: {} }, workerSource);
  const ended = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error) =>
        reject(isOutOfMemory(error) ? outOfMemory(given, maxMemory) : whyNotStarted(given, error)),
      );
      const timer = setTimeout(() => reject(timedOut(given, timeoutMs)), timeoutMs);
      ended.signal.addEventListener("abort", () => clearTimeout(timer));
      signal.addEventListener("abort", () => reject(reasonOf(signal)), { signal: ended.signal });
    });
  } finally {
    ended.abort();
    await worker.terminate();
  }
}

/** Where no thread is left this throws, and where no descriptor is left for it the worker tells, by the same error. */
function started(given: WorkflowText, options: WorkerOptions, source: string): Worker {
  try {
    return new Worker(source, options);
  } catch (error) {
    throw whyNotStarted(given, error);
  }
}

/** Returns the error that explains why a thread could not be started; any other is returned unchanged. */
function whyNotStarted({ path }: WorkflowText, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error && error.code === "ERR_WORKER_INIT_FAILED")) return error;
  // Only the message has the system's code.
  const [code = ""] = /E[A-Z\d]+$/.exec(error.message) ?? [];
  const reason = `no thread for it could be started: ${systemReason(Object.assign(new Error(error.message), { code }))}`;
  return new OrchestratorError(`${path} was not checked: ${reason}`, {
    about: "workflow",
    code: "orch::workflow_not_checked",
    help: ofLimits[code] ?? "Try again, or close some programs first.",
    fault: { path, message: `not checked: ${reason}` },
    cause: error,
  });
}

function isOutOfMemory(error: Error): boolean {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function timedOut(given: WorkflowText, timeoutMs: number): OrchestratorError {
  return stopped(given, "evaluation-time", "orch::workflow_timeout", `took longer than ${timeoutMs / 1000} s`);
}

function outOfMemory(given: WorkflowText, maxMemory: number): OrchestratorError {
  return stopped(given, "workflow", "orch::workflow_out_of_memory", `took more than ${maxMemory} bytes of memory`);
}

function stopped(
  { path, text }: WorkflowText,
  about: "evaluation-time" | "workflow",
  code: string,
  how: string,
): OrchestratorError {
  return new OrchestratorError(`Checking ${path} ${how} and was stopped`, {
    about,
    code,
    help: `Check that this is the right file: it has ${text.length} characters.`,
    fault: { path, message: `checking it ${how} and was stopped` },
  });
}
