import type { CommandCall } from "nu-plugin";
import type { Readiness } from "../../orchestrator/tasks/dependencies.ts";
import { isPending, statusName } from "../../orchestrator/task/phase.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import { noneCanMatch, type filterFlags } from "./filters.ts";

/** The flags that keep the tasks that can start, or those that cannot. */
export const readinessFlags = {
  ready: { description: "Only pending tasks whose dependencies have all completed: what can start next" },
  blocked: {
    description:
      "Only pending tasks with a dependency that has not completed: --columns [id blocked_by] --flat shows which",
  },
} as const;

type ReadinessCall = Pick<CommandCall<typeof filterFlags & typeof readinessFlags>, "flags" | "flagSpan">;

/** Reads which tasks a call asks for. Throws a LabeledError where its other filters leave none of them. */
export function wantedReadiness({ flags, flagSpan }: ReadinessCall): Readiness | undefined {
  const { ready, blocked, status } = flags;
  if (!ready && !blocked) return undefined;
  const wanted = ready ? "ready" : "blocked";
  const span = flagSpan(wanted);
  if (ready && blocked) throw noneCanMatch("a task is either --ready or --blocked", flagSpan("blocked"));
  if (status !== undefined && !status.some((name) => isPending({ status: statusName(name) }))) {
    throw noneCanMatch(`--${wanted} keeps pending tasks, and --status others`, span);
  }
  for (const flag of ["ended-from", "ended-to"] as const) {
    if (flags[flag] === undefined) continue;
    throw noneCanMatch(`--${wanted} keeps pending tasks, and --${flag} what has ended`, span);
  }
  return wanted;
}

/** Says how many tasks are neither ready nor blocked because nobody can tell which. */
export function remarkOn(tasks: readonly Task[]): string | undefined {
  const unknown = tasks.filter((task) => isPending(task) && task.dependencies === undefined).length;
  if (unknown === 0) return undefined;
  return unknown === 1
    ? "1 pending task is neither ready nor blocked, as its dependencies are unknown."
    : `${unknown} pending tasks are neither ready nor blocked, as their dependencies are unknown.`;
}
