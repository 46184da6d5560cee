import { Queues } from "../../orchestrator/queue/queues.ts";
import { Evaluators } from "../../orchestrator/workflow/evaluators/evaluators.ts";

/** What stays in memory between calls. `main.ts` makes the only one, and every command gets it. */
export class Session {
  readonly queues = new Queues();
  /** The commands share one resident Python. */
  readonly evaluators = new Evaluators();

  /** Lets go of all of it; the next call starts afresh. */
  close(): void {
    this.queues.close();
    this.evaluators.close();
  }
}
