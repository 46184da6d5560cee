import { Socket } from "node:net";
import { parse } from "node:path";
import type { EvaluationLimits } from "../evaluation.ts";
import { type Ending, endingText, memoryExceeded, outputTooLarge, reasonOf, timedOut } from "../evaluator-error.ts";
import { pythonFlags } from "./pythons.ts";
import { residentSource } from "./resident-source.ts";
import { watchMemory } from "../process/memory-watch.ts";
import { killProgram, startProgram, type AskedProgram } from "../process/program-group.ts";

const mostStderr = 64 * 1024;
const newline = 0x0a;
/** The name that messages give the resident. */
export const tool = "kcl_lib";
// By it Python on Windows finds what was installed for this user alone. Node passes on what else of Windows' a program needs.
const { APPDATA } = process.env;
const ownVariables: Record<string, string> = APPDATA === undefined ? {} : { APPDATA };
/** The allowance for JSON in a string of JSON, where each character may take several more. */
const answerFactor = 8;

/** Says how a resident Python ended that was to answer, and what it wrote to stderr. */
export class ResidentEnded extends Error {
  override readonly name = "ResidentEnded";
  readonly ending: Ending;
  readonly stderr: string;

  constructor(stderr: string, ending: Ending = { exitCode: 0, endedBy: null }, cause?: unknown) {
    super(ending.exitCode === 0 ? "ended without an answer" : endingText(ending), { cause });
    this.ending = ending;
    this.stderr = stderr;
  }
}

/** What ends a request to the resident early. */
export interface Asking {
  readonly signal: AbortSignal;
  readonly limits: EvaluationLimits;
}

/**
 * A Python process with KCL's library, which answers one line with another. It ends with this process, however that
 * ends. The caller asks one thing at a time. Nothing but a kill ends an evaluation, so when its time or memory runs out
 * or it is aborted, the resident ends too.
 */
export class KclResident {
  readonly #child: AskedProgram;
  #isOpen = true;
  #stderr = "";
  #received: Buffer[] = [];
  #bytes = 0;
  #waiting: { resolve: (line: string) => void; reject: (error: Error) => void; maxBytes: number } | undefined;

  constructor(python: string, env: Readonly<Record<string, string>>) {
    // Python runs isolated and away from any workflow, so that a file beside one that has the name of a module is not
    // run.
    const args = [...pythonFlags(python), "-I", "-c", residentSource, String(process.pid)];
    const cwd = parse(process.execPath).root;
    const child = startProgram({ program: python, args, cwd, env: { ...env, ...ownVariables } }, "pipe");
    this.#child = child;
    child.once("error", (error) => this.#end(new ResidentEnded(this.#stderr, undefined, error)));
    child.once("close", (exitCode, endedBy) => this.#end(new ResidentEnded(this.#stderr, { exitCode, endedBy })));
    // The process may have ended before it is written to, which the handlers above report.
    child.stdin.on("error", () => {});
    child.stdout.on("data", (chunk: Buffer) => this.#take(chunk));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-mostStderr);
    });
    // While the child is idle, it must not keep this process alive.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  }

  /** Whether the resident can be asked again. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves to the first line that the resident writes, before it is asked anything. */
  hello(asking: Asking): Promise<string> {
    return this.#answer(asking);
  }

  /**
   * Asks the resident, and resolves to its answer. Throws as `runChild` does, and `ResidentEnded` when it ends instead
   * of answering.
   */
  ask(request: unknown, asking: Asking): Promise<string> {
    this.#stderr = "";
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer(asking);
  }

  close(): void {
    this.#isOpen = false;
    killProgram(this.#child);
  }

  async #answer({ signal, limits: { timeoutMs, maxBytes, maxMemory } }: Asking): Promise<string> {
    if (!this.#isOpen) throw new ResidentEnded(this.#stderr);
    const releases: (() => void)[] = [];
    try {
      return await new Promise((resolve, reject) => {
        const abandon = (error: Error): void => {
          this.close();
          reject(error);
        };
        this.#waiting = { resolve, reject: abandon, maxBytes };
        const timer = setTimeout(() => abandon(timedOut(tool, timeoutMs)), timeoutMs);
        const onAbort = (): void => abandon(reasonOf(signal));
        signal.addEventListener("abort", onAbort, { once: true });
        const { pid } = this.#child;
        releases.push(
          () => clearTimeout(timer),
          () => signal.removeEventListener("abort", onAbort),
        );
        if (pid !== undefined) {
          releases.push(watchMemory(pid, maxMemory, () => abandon(memoryExceeded(tool, maxMemory))));
        }
        if (signal.aborted) onAbort();
      });
    } finally {
      this.#waiting = undefined;
      for (const release of releases) release();
    }
  }

  #take(chunk: Buffer): void {
    const end = chunk.indexOf(newline);
    this.#bytes += chunk.length;
    this.#received.push(end < 0 ? chunk : chunk.subarray(0, end));
    if (end >= 0) {
      const line = Buffer.concat(this.#received).toString("utf8");
      this.#received = [];
      this.#bytes = 0;
      this.#waiting?.resolve(line);
      return;
    }
    const { maxBytes = 0 } = this.#waiting ?? {};
    if (this.#bytes > maxBytes * answerFactor) this.#waiting?.reject(outputTooLarge(tool, maxBytes));
  }

  #end(error: ResidentEnded): void {
    this.#isOpen = false;
    this.#waiting?.reject(error);
  }
}
