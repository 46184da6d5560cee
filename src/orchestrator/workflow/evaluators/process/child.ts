import type { Readable } from "node:stream";
import type { EvaluationLimits } from "../evaluation.ts";
import { memoryExceeded, outputTooLarge, reasonOf, timedOut } from "../evaluator-error.ts";
import { watchMemory } from "./memory-watch.ts";
import { killProgram, startProgram, type ProgramStart } from "./program-group.ts";

export interface ChildRequest extends ProgramStart {
  /** What messages call the program, if not by its path: it may only start another. */
  readonly name?: string;
  readonly signal: AbortSignal;
  /** `maxBytes` applies to stdout and stderr together. */
  readonly limits: EvaluationLimits;
}

export interface ChildResult {
  /** Null if a signal ended the child. */
  readonly exitCode: number | null;
  readonly endedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and returns what it wrote. Throws `orch::evaluator_timeout`,
 * `orch::evaluator_output_too_large`, `orch::evaluator_out_of_memory`, what `spawn` throws, or the signal's reason. Before
 * that, and if the plugin itself ends, it kills the program with everything that it started.
 */
export function runChild(request: ChildRequest): Promise<ChildResult> {
  const { program, name = program, signal, limits } = request;
  const { timeoutMs, maxBytes, maxMemory } = limits;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const child = startProgram(request, "ignore");
    const { pid } = child;
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) abandon(outputTooLarge(name, maxBytes));
    };
    const stdout = collect(child.stdout, count);
    const stderr = collect(child.stderr, count);
    const timer = setTimeout(() => abandon(timedOut(name, timeoutMs)), timeoutMs);
    const unwatch =
      pid === undefined ? undefined : watchMemory(pid, maxMemory, () => abandon(memoryExceeded(name, maxMemory)));
    const onAbort = (): void => abandon(reasonOf(signal));
    signal.addEventListener("abort", onAbort, { once: true });

    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("close", (exitCode, endedBy) => {
      release();
      resolve({ exitCode, endedBy, stdout: stdout(), stderr: stderr() });
    });

    function abandon(error: Error): void {
      release();
      killProgram(child);
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    }

    function release(): void {
      clearTimeout(timer);
      unwatch?.();
      signal.removeEventListener("abort", onAbort);
    }
  });
}

function collect(stream: Readable, count: (chunk: Buffer) => void): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    count(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
