import { realpathSync } from "node:fs";
import { chdir } from "node:process";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { OrchestratorError } from "../../orchestrator-error.ts";
import { sizeText } from "../../text/numeral.ts";
import type { DocumentChecks, ValidatedWorkflows } from "../check-document.ts";
import { defaultLimits, type EvaluationOptions } from "../evaluators/evaluation.ts";
import { reasonOf, threadFailure } from "../evaluators/evaluator-error.ts";
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
  const { workerCode } = await import("./worker-code.ts");
  signal.throwIfAborted();
  const workerData: AsideWork = { given, checks };
  const resourceLimits = { maxOldGenerationSizeMb: maxMemory / 1024 / 1024 };
  leaveLostFolder();
  // What the plugin's own process was started with is not for the thread.
  const own = { execArgv: [], env: {} };
  const worker = started(given, workerCode, {
    eval: typeof workerCode === "string",
    workerData,
    resourceLimits,
    ...own,
  });
  const ended = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", (error) =>
        reject(isOutOfMemory(error) ? outOfMemory(given, maxMemory) : threadFailure(given.path, error)),
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
function started(given: WorkflowText, code: string | URL, options: WorkerOptions): Worker {
  try {
    return new Worker(code, options);
  } catch (error) {
    throw threadFailure(given.path, error);
  }
}

/** Node starts no thread where the folder that the process is in is gone, as the plugin's own is after an upgrade. */
function leaveLostFolder(): void {
  try {
    realpathSync.native(".");
  } catch {
    chdir("/");
  }
}

function isOutOfMemory(error: Error): boolean {
  return "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}

function timedOut(given: WorkflowText, timeoutMs: number): OrchestratorError {
  return stopped(given, "evaluation-time", "orch::workflow_timeout", `took longer than ${timeoutMs / 1000} s`);
}

function outOfMemory(given: WorkflowText, maxMemory: number): OrchestratorError {
  return stopped(given, "workflow", "orch::workflow_out_of_memory", `took more than ${sizeText(maxMemory)} of memory`);
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
