import { OrchestratorError } from "../orchestrator-error.ts";
import type { Place } from "../problem.ts";

/** The error for a setting `platform_config` that does not lead to a file. `reason` says what is wrong with `file`, if any. */
export function wrongPlatformConfig(reason: string, file?: string): OrchestratorError {
  return new OrchestratorError(file === undefined ? reason : `Platform configuration ${file} ${reason}`, {
    about: "setting",
    code: "orch::platform_config",
    help: "Correct the setting platform_config, or remove it.",
    fault: file === undefined ? undefined : { path: file, message: `the platform's configuration ${reason}` },
  });
}

/** The error for a platform configuration that exists but cannot be used. */
export function brokenConfig(
  file: string,
  reason: string,
  { place, help = "Correct that file.", cause }: { place?: Place | undefined; help?: string; cause?: unknown } = {},
): OrchestratorError {
  const [at, where] =
    place === undefined ? ["", ""] : [`:${place.line}:${place.column}`, ` (line ${place.line} column ${place.column})`];
  return new OrchestratorError(`Platform configuration ${file}${at}: ${reason}`, {
    about: "platform-config",
    code: "orch::platform_config",
    help,
    fault: { path: file, message: `${reason}${where}` },
    cause,
  });
}
