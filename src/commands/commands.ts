import type { Command } from "../nushell/index.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { orch } from "./orch.ts";
import { status } from "./status.ts";
import { tasks } from "./tasks.ts";
import { validate } from "./validate.ts";

/** Everything the plugin offers. `queues` is what stays in memory between calls. */
export function commands(queues: Queues): readonly Command[] {
  return [orch, status(queues), tasks(queues), validate];
}
