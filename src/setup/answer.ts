import { delimiter } from "node:path";
import { asArgument } from "nu-plugin";
import { findProgram } from "../orchestrator/workflow/evaluators/process/program-path.ts";
import type { Installation } from "./installation.ts";
import { askNu } from "./nu.ts";
import { pluginName } from "./registry.ts";
import { SetupError } from "./setup-error.ts";

/** Calls the plugin in a new shell that has no node on PATH, as those that are not started from this one may have none. */
export async function requireAnswer(nu: string, registry: string, { env, called }: Installation): Promise<void> {
  const path = (env["PATH"] ?? "").split(delimiter).filter((folder) => findProgram("node", folder) === undefined);
  try {
    const script = `plugin use --plugin-config ${asArgument(registry)} ${pluginName}\norch | ignore`;
    // npm's nu is itself a script for the node on PATH, which starts the real one.
    const real = (await askNu(nu, "print -n $nu.current-exe", env)).trim();
    await askNu(real, script, { ...env, PATH: path.join(delimiter) });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const message = `The plugin is registered, but does not answer in a new nu: ${error.message}`;
    throw new SetupError(message, error.help || `See what is wrong with it: ${called} doctor`, error);
  }
}
