import { problemOf, type Problem } from "../problem.ts";
import { findPlatformConfig, installedConfig, type FoundConfig, type PlatformContext } from "./configuration.ts";

/** What the platform's configuration says, as far as it can be used, and what is wrong with it. */
export interface UsablePlatform {
  readonly config: FoundConfig | undefined;
  readonly problems: readonly Problem[];
}

/** Reads the platform's configuration for whoever can do without it. */
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
  return problemOf(error, "platform-config", settings.platformConfig ?? installedConfig);
}
