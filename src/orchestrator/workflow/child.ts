import { spawn } from "node:child_process";
import { kill, platform } from "node:process";
import type { Readable } from "node:stream";
import { OrchestratorError } from "../orchestrator-error.ts";

export interface ChildRequest {
  /** Absolute path of the program; no shell is involved. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Limit of stdout and stderr together. */
  readonly maxBytes: number;
}

export interface ChildResult {
  /** Null when a signal ended the child. */
  readonly exitCode: number | null;
  readonly endedBy: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

// On Windows there are no process groups, and a detached child would open a console window.
const grouped = platform !== "win32";

/**
 * Runs a program to its end and returns what it wrote. Throws `orch::evaluator_timeout`,
 * `orch::evaluator_output_too_large`, what `spawn` throws, or the signal's reason; by then the program and whatever
 * it started are killed.
 */
export function runChild(request: ChildRequest): Promise<ChildResult> {
  const { program, args, cwd, env, signal, timeoutMs, maxBytes } = request;
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
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        abandon(tooLarge(program, maxBytes));
      }
    };
    const stdout = collect(child.stdout, count);
    const stderr = collect(child.stderr, count);
    const timer = setTimeout(() => abandon(timedOut(program, timeoutMs)), timeoutMs);
    const onAbort = (): void => abandon(reasonOf(signal));
    signal.addEventListener("abort", onAbort, { once: true });

    child.once("error", (error) => {
      release();
      reject(error);
    });
    // What the program left behind would keep the pipes open, and "close" would wait for it.
    child.once("exit", killAll);
    child.once("close", (exitCode, endedBy) => {
      release();
      resolve({ exitCode, endedBy, stdout: stdout(), stderr: stderr() });
    });

    function abandon(error: Error): void {
      release();
      killAll();
      child.stdout.destroy();
      child.stderr.destroy();
      reject(error);
    }

    function release(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
    }

    function killAll(): void {
      if (child.pid === undefined) return;
      if (!grouped) {
        child.kill("SIGKILL");
        return;
      }
      try {
        kill(-child.pid, "SIGKILL");
      } catch {
        // Nothing of the group is left.
      }
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

function reasonOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}

function timedOut(program: string, timeoutMs: number): OrchestratorError {
  return new OrchestratorError(`${program} took longer than ${timeoutMs / 1000} s and was stopped`, {
    code: "orch::evaluator_timeout",
    help: "Look for an endless loop or recursion in the workflow and what it imports.",
  });
}

function tooLarge(program: string, maxBytes: number): OrchestratorError {
  return new OrchestratorError(`${program} wrote more than ${maxBytes} bytes and was stopped`, {
    code: "orch::evaluator_output_too_large",
    help: "Look for a value that grows without end, or for traces in a loop.",
  });
}
