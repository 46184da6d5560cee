import type { Queues } from "../../orchestrator/queue/queues.ts";
import type { Evaluators } from "../../orchestrator/workflow/evaluators/evaluators.ts";

/**
 * The state that stays in memory between calls. `main.ts` creates the only session and passes it to every command. What it holds
 * is loaded when a command first asks for it: an `orch status` needs none of it.
 */
export class Session {
  #queues: Queues | undefined;
  #evaluators: Evaluators | undefined;

  async queues(): Promise<Queues> {
    const { Queues } = await import("../../orchestrator/queue/queues.ts");
    return (this.#queues ??= new Queues());
  }

  /** The evaluators of KCL and Nickel. All commands share them, and with them one resident Python process. */
  async evaluators(): Promise<Evaluators> {
    const { Evaluators } = await import("../../orchestrator/workflow/evaluators/evaluators.ts");
    return (this.#evaluators ??= new Evaluators());
  }

  /** Releases all of it. The next call starts from scratch. */
  close(): void {
    this.#queues?.close();
    this.#evaluators?.close();
  }
}
