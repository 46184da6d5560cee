import { findPlatformConfig, installedConfig, type PlatformContext } from "../platform/configuration.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { problemOf, type Problem } from "../problem.ts";

export interface PlatformState {
  /** `task_timeout_seconds`; undefined if the configuration does not set it. */
  readonly timeout: number | undefined;
  readonly problems: readonly Problem[];
}

/** Reads what the platform's configuration sets for tasks, and finds its problems. A missing configuration is fine. */
export async function checkPlatform(context: PlatformContext): Promise<PlatformState> {
  try {
    const { config, dataDir, backend, taskTimeout, problems } = await findPlatformConfig(context);
    const spoiled = [dataDir, backend].filter((value) => value instanceof OrchestratorError);
    return {
      timeout: taskTimeout,
      problems: [...spoiled.map((error) => problemOf(error, "platform-config", config)), ...problems],
    };
  } catch (error) {
    const path = context.settings.platformConfig ?? installedConfig;
    return { timeout: undefined, problems: [problemOf(error, "platform-config", path)] };
  }
}
