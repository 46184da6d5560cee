import { Queues } from "../../orchestrator/queue/queues.ts";
import { Evaluators } from "../../orchestrator/workflow/evaluators/evaluators.ts";

/** The state that stays in memory between calls. `main.ts` creates the only session and passes it to every command. */
export class Session {
  readonly queues = new Queues();
  /** The evaluators of KCL and Nickel. All commands share them, and with them one resident Python process. */
  readonly evaluators = new Evaluators();

  /** Releases all of it. The next call starts from scratch. */
  close(): void {
    this.queues.close();
    this.evaluators.close();
  }
}
