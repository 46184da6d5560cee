import type { LazyCommand } from "nu-plugin";
import type { Session } from "./call/session.ts";

/**
 * Creates all commands of the plugin, which share one session. Each is loaded when it is first called, as every start would load
 * what is imported here. `home` is the path of the plugin's package.
 */
export function commands(session: Session, home = "."): readonly LazyCommand[] {
  const subcommands = [
    { name: "orch check", load: async () => (await import("./check.ts")).check(session) },
    { name: "orch graph", load: async () => (await import("./graph.ts")).graph(session) },
    { name: "orch logs", load: async () => (await import("./logs.ts")).logs(session) },
    { name: "orch stats", load: async () => (await import("./stats.ts")).stats(session) },
    { name: "orch status", load: async () => (await import("./status.ts")).status(session) },
    { name: "orch task", load: async () => (await import("./task.ts")).task(session) },
    { name: "orch tasks", load: async () => (await import("./tasks.ts")).tasks(session) },
    { name: "orch top", load: async () => (await import("./top.ts")).top(session) },
    { name: "orch wait", load: async () => (await import("./wait.ts")).wait(session) },
    { name: "orch watch", load: async () => (await import("./watch.ts")).watch(session) },
    { name: "orch workflows", load: async () => (await import("./workflows.ts")).workflows(session) },
    { name: "orch checkpoints", load: async () => (await import("./checkpoints.ts")).checkpoints() },
    { name: "orch plan", load: async () => (await import("./plan.ts")).plan(session) },
    { name: "orch validate", load: async () => (await import("./validate.ts")).validate(session) },
  ];
  return [{ name: "orch", load: async () => (await import("./orch.ts")).orch(subcommands, home) }, ...subcommands];
}
