import { installedConfig, platformOf, type DataDirSources } from "../data-dir/find.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { quoteJson } from "../text/printable.ts";
import { errorFinding, type Finding } from "./finding.ts";

export interface PlatformState {
  /** `task_timeout_seconds`; undefined where the configuration does not state it. */
  readonly timeout: number | undefined;
  readonly findings: readonly Finding[];
}

/** What the platform's configuration says of tasks, and what is wrong with it; that there is none is fine. */
export async function checkPlatform(sources: DataDirSources): Promise<PlatformState> {
  try {
    const { config, taskTimeout } = await platformOf(sources);
    if (taskTimeout === undefined) return { timeout: undefined, findings: [] };
    if (typeof taskTimeout === "number" && taskTimeout > 0) return { timeout: taskTimeout, findings: [] };
    const problem = `task_timeout_seconds ${quoteJson(taskTimeout)} is no number of seconds: taken as missing`;
    const help = "Correct it there, or in the layer beside that file that has it.";
    return {
      timeout: undefined,
      findings: [{ severity: "warning", code: "bad-task-timeout", problem, path: config, help }],
    };
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    return { timeout: undefined, findings: [errorFinding(error, sources.platformConfig ?? installedConfig)] };
  }
}
