import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { EvaluationLimits } from "../evaluation.ts";
import { memoryExceeded, outputTooLarge, reasonOf, timedOut } from "../evaluator-error.ts";
import { watchMemory } from "./memory-watch.ts";
import { forgetGroup, grouped, guardGroup, killGroup } from "./process-groups.ts";

export interface ChildRequest {
  /** The absolute path of the program, which is started without a shell. */
  readonly program: string;
  /** What messages call it, if not by its path: a program may only start another. */
  readonly name?: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The complete environment of the child. */
  readonly env: Readonly<Record<string, string>>;
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
  const { program, name = program, args, cwd, env, signal, limits } = request;
  const { timeoutMs, maxBytes, maxMemory } = limits;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(reasonOf(signal));
      return;
    }
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: grouped,
      windowsHide: true,
    });
    const { pid } = child;
    if (pid !== undefined) guardGroup(pid);
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
    // Processes that the program left behind would keep the pipes open and delay "close".
    child.once("exit", () => {
      if (pid === undefined) return;
      killGroup(pid);
      forgetGroup(pid);
    });
    child.once("close", (exitCode, endedBy) => {
      release();
      resolve({ exitCode, endedBy, stdout: stdout(), stderr: stderr() });
    });

    function abandon(error: Error): void {
      release();
      if (pid !== undefined) killGroup(pid);
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
