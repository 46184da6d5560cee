import { findPlatformConfig, installedConfig, type PlatformContext } from "../platform/configuration.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
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
  try {
    const { config, dataDir, backend, taskTimeout, maxConcurrentTasks, problems } = await findPlatformConfig(context);
    const spoiled = [dataDir, backend].filter((value) => value instanceof OrchestratorError);
    return {
      timeLimit:
        taskTimeout === undefined
          ? undefined
          : { seconds: taskTimeout, setBy: `task_timeout_seconds (${taskTimeout})` },
      maxConcurrentTasks,
      problems: [...spoiled.map((error) => problemOf(error, "platform-config", config)), ...problems],
    };
  } catch (error) {
    const path = context.settings.platformConfig ?? installedConfig;
    const problems = [problemOf(error, "platform-config", path)];
    return { timeLimit: undefined, maxConcurrentTasks: undefined, problems };
  }
}
