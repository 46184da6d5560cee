import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Engine, type Answer, type Call } from "../../../benches/soak/engine.ts";
import { checkBuilt } from "../../support/built.ts";
import { pluginFile } from "../../support/nu.ts";
import { Failing, type Fault, type Fired } from "./failing.ts";

/** What came of a call during which an operation may have failed. */
export interface Outcome extends Fired {
  /** Undefined where the plugin ended, or was silent for too long. */
  readonly answer: Answer | undefined;
  readonly stderr: string;
}

/** How long a call may take. None takes a tenth of it. */
const patience = 10_000;

/** The plugin that was built, where operations fail on demand, and Nushell's side of talking to it. */
export class FaultyPlugin {
  readonly #engine: Engine;
  readonly #failing: Failing;
  readonly #ended: Promise<unknown>;
  readonly #stderr: number;
  readonly #kill: () => void;

  private constructor(directory: string, scratch: string) {
    checkBuilt();
    this.#failing = new Failing(join(scratch, "control"));
    const stderr = join(scratch, "stderr");
    // In a file all is there as soon as it is written.
    this.#stderr = openSync(stderr, "w+");
    const child = spawn(process.execPath, [pluginFile, "--stdio"], {
      cwd: directory,
      env: { PATH: process.env["PATH"], HOME: directory, TMPDIR: directory, ...this.#failing.env },
      stdio: ["pipe", "pipe", openSync(stderr, "a")],
    });
    this.#ended = once(child, "exit");
    this.#kill = () => void child.kill("SIGKILL");
    if (child.stdin === null || child.stdout === null) throw new Error("a pipe is missing");
    // It may end before it has read everything.
    child.stdin.on("error", () => {});
    this.#engine = new Engine(child.stdin, child.stdout, directory);
  }

  /**
   * @param directory where its calls are made, which is its HOME and its place for temporary files, too
   * @param scratch a directory of nobody else
   */
  static async start(directory: string, scratch: string): Promise<FaultyPlugin> {
    const plugin = new FaultyPlugin(directory, scratch);
    await Promise.race([plugin.#engine.greeted, plugin.#ended]);
    return plugin;
  }

  async call(call: Call, fault: Fault): Promise<Outcome> {
    const before = fstatSync(this.#stderr).size;
    this.#failing.arm(fault);
    const late = new AbortController();
    const answer = await Promise.race([
      this.#engine.call({ ...call, fails: undefined }),
      this.#ended.then(() => undefined),
      sleep(patience, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    const fired = this.#failing.disarm();
    const written = Buffer.alloc(fstatSync(this.#stderr).size - before);
    readSync(this.#stderr, written, 0, written.length, before);
    return { ...fired, answer, stderr: written.toString() };
  }

  close(): void {
    this.#kill();
    this.#failing.close();
    closeSync(this.#stderr);
  }
}
