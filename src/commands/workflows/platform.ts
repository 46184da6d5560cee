import type { Engine } from "../../nushell/index.ts";
import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import { findPlatformConfig, type PlatformConfig } from "../../orchestrator/platform/configuration.ts";
import { withHelp } from "../../orchestrator/text/sentences.ts";
import type { CallEnvironment } from "../call/environment.ts";

/** Reads the platform's configuration for a command that can do without: if it is broken, a line on stderr says so. */
export async function platformIfUsable(
  environment: CallEnvironment,
  { command, engine }: { readonly command: string; readonly engine: Engine },
): Promise<PlatformConfig | undefined> {
  try {
    return await findPlatformConfig(environment);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    engine.warn(`${command}: ${withHelp(error)}`);
    return undefined;
  }
}
