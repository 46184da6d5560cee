import type { Command } from "../nushell/index.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { check } from "./check.ts";
import { checkpoints } from "./checkpoints.ts";
import { orch } from "./orch.ts";
import { plan } from "./plan.ts";
import { stats } from "./stats.ts";
import { status } from "./status.ts";
import { task } from "./task.ts";
import { tasks } from "./tasks.ts";
import { validate } from "./validate.ts";
import { wait } from "./wait.ts";
import { watch } from "./watch.ts";

/** Everything the plugin offers. `queues` is what stays in memory between calls. */
export function commands(queues: Queues): readonly Command[] {
  const ofQueues = [check, stats, status, task, tasks, wait, watch].map((command) => command(queues));
  return [orch, ...ofQueues, checkpoints, plan, validate];
}
