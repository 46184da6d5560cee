import { OrchestratorError } from "../../orchestrator/orchestrator-error.ts";
import {
  findPlatformConfig,
  installedConfig,
  type PlatformConfig,
  type PlatformContext,
} from "../../orchestrator/platform/configuration.ts";
import { problemOf, type Problem } from "../../orchestrator/problem.ts";

/** What reading the platform's configuration asks the environment for, besides what it names itself. */
export const platformVariables: readonly string[] = ["PROVISIONING_ENV", "HOME"];

/** What the platform's configuration says, as far as it can be used, and what is wrong with it. */
export interface UsablePlatform {
  readonly config: PlatformConfig | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the platform's configuration for a command that can do without it. */
export async function usablePlatform(context: PlatformContext): Promise<UsablePlatform> {
  try {
    const config = await findPlatformConfig(context);
    return { config, problems: config.problems };
  } catch (error) {
    return { config: undefined, problems: [platformProblem(error, context)] };
  }
}

/** Turns an OrchestratorError about the platform's configuration into a problem, and throws any other error on. */
export function platformProblem(error: unknown, { settings }: Pick<PlatformContext, "settings">): Problem {
  if (!(error instanceof OrchestratorError)) throw error;
  return problemOf(error, "platform-config", settings.platformConfig ?? installedConfig);
}
