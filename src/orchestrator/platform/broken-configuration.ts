import { OrchestratorError } from "../orchestrator-error.ts";
import { printable } from "../text/printable.ts";

/** The error for the plugin's setting `platform_config` when it leads nowhere. */
export function wrongPlatformConfig(problem: string): OrchestratorError {
  return new OrchestratorError(problem, {
    code: "orch::platform_config",
    help: "Correct platform_config in $env.config.plugins.orchestrator, or leave it out.",
  });
}

/** The error for a platform configuration that is there and cannot be used. `place` is a file, or `file:line:column`. */
export function brokenConfig(
  place: string,
  reason: string,
  { help, cause }: { help?: string; cause?: unknown } = {},
): OrchestratorError {
  return new OrchestratorError(`Platform configuration ${printable(place)}: ${reason}`, {
    code: "orch::platform_config",
    help: help ?? "Correct that file, or give the data directory with --data-dir <path>.",
    cause,
  });
}
