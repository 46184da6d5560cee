import { OrchestratorError } from "../orchestrator-error.ts";

/** The error for a setting `platform_config` that does not lead to a file. */
export function wrongPlatformConfig(problem: string): OrchestratorError {
  return new OrchestratorError(problem, {
    about: "setting",
    code: "orch::platform_config",
    help: "Correct the setting platform_config, or remove it.",
  });
}

/** The error for a platform configuration that exists but cannot be used. `place` is a file, or `file:line:column`. */
export function brokenConfig(
  place: string,
  reason: string,
  { help = "Correct that file.", cause }: { help?: string; cause?: unknown } = {},
): OrchestratorError {
  return new OrchestratorError(`Platform configuration ${place}: ${reason}`, {
    about: "platform-config",
    code: "orch::platform_config",
    help,
    cause,
  });
}
