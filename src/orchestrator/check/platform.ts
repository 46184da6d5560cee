import { OrchestratorError } from "../orchestrator-error.ts";
import type { PlatformContext } from "../platform/configuration.ts";
import { usablePlatform } from "../platform/usable.ts";
import { problemOf, type Problem } from "../problem.ts";
import type { TimeLimit } from "./tasks.ts";

export interface PlatformState {
  /** What the configuration sets; undefined if it does not. */
  readonly timeLimit: TimeLimit | undefined;
  readonly maxConcurrentTasks: number | undefined;
  readonly problems: readonly Problem[];
}

/** Reads what the platform's configuration sets for tasks, and finds its problems. A missing configuration is fine. */
export async function checkPlatform(context: PlatformContext): Promise<PlatformState> {
  const { config, problems } = await usablePlatform(context);
  if (config === undefined) return { timeLimit: undefined, maxConcurrentTasks: undefined, problems };
  const { path, dataDir, backend, taskTimeout, maxConcurrentTasks } = config;
  const spoiled = [dataDir, backend].filter((value) => value instanceof OrchestratorError);
  return {
    timeLimit:
      taskTimeout === undefined ? undefined : { seconds: taskTimeout, setBy: `task_timeout_seconds (${taskTimeout})` },
    maxConcurrentTasks,
    problems: [...spoiled.map((error) => problemOf(error, "platform-config", path)), ...problems],
  };
}
