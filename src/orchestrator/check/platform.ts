import { installedConfig, platformOf, type PlatformSources } from "../data-dir/find.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { isNot } from "../text/printable.ts";
import { problem, type Problem } from "../problem.ts";

export interface PlatformState {
  /** `task_timeout_seconds`; undefined if the configuration does not set it. */
  readonly timeout: number | undefined;
  readonly problems: readonly Problem[];
}

/** Reads what the platform's configuration sets for tasks, and finds its problems. A missing configuration is fine. */
export async function checkPlatform(sources: PlatformSources): Promise<PlatformState> {
  try {
    const { config, taskTimeout } = await platformOf(sources);
    if (taskTimeout === undefined) return { timeout: undefined, problems: [] };
    if (typeof taskTimeout === "number" && taskTimeout > 0) return { timeout: taskTimeout, problems: [] };
    const message = `${isNot("task_timeout_seconds", taskTimeout, "a number of seconds")}: taken as missing`;
    return { timeout: undefined, problems: [problem("bad-task-timeout", config, message)] };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    const path = sources.platformConfig ?? installedConfig;
    return { timeout: undefined, problems: [problem("platform-config", path, error.message, error.help)] };
  }
}
