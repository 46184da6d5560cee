import type { Command } from "../nushell/index.ts";
import type { Session } from "./call/session.ts";
import { check } from "./check.ts";
import { checkpoints } from "./checkpoints.ts";
import { graph } from "./graph.ts";
import { logs } from "./logs.ts";
import { orch } from "./orch.ts";
import { plan } from "./plan.ts";
import { stats } from "./stats.ts";
import { status } from "./status.ts";
import { task } from "./task.ts";
import { tasks } from "./tasks.ts";
import { top } from "./top.ts";
import { validate } from "./validate.ts";
import { wait } from "./wait.ts";
import { watch } from "./watch.ts";
import { workflows } from "./workflows.ts";

const subcommands = [
  check,
  graph,
  logs,
  stats,
  status,
  task,
  tasks,
  top,
  wait,
  watch,
  workflows,
  checkpoints,
  plan,
  validate,
];

/** Creates all commands of the plugin, which share one session. `reports` is the path of the module that has `orch report`. */
export function commands(session: Session, reports = "plugin/orch.nu"): readonly Command[] {
  const all = subcommands.map((command) => command(session));
  return [orch(all, reports), ...all];
}
