import { resolve } from "node:path";
import { printable } from "../orchestrator/text/printable.ts";
import type { Installation } from "./installation.ts";
import { copies, removeCopies } from "./lasting-copy.ts";
import { findNu, registryOf, type NuOptions } from "./nu.ts";
import { pluginName, readRegistry, removePlugin } from "./registry.ts";
import { requireWritable } from "./registry-file.ts";
import type { Report } from "./text.ts";

/** Takes the plugin out of the registry, and removes the copies of it. Throws a SetupError. */
export async function unregister(options: NuOptions, { env }: Installation): Promise<Report> {
  const nu = await findNu(options, env);
  const registry = await registryOf(nu, options, env);
  const registered = await readRegistry(nu.path, registry, env);
  if (registered !== undefined) {
    requireWritable(registry);
    await removePlugin(nu.path, registry, env);
  }
  const removed = (await isUsedElsewhere()) ? undefined : removeCopies(env);
  const said =
    registered === undefined
      ? [`Nothing to do: nu_plugin_orchestrator is not registered in ${printable(registry)}`]
      : [
          `Removed nu_plugin_orchestrator from ${printable(registry)}`,
          "A nu that is open keeps it until it ends. To stop it there, type",
          `  plugin stop ${pluginName}`,
        ];
  const lines = [...said, ...(removed === undefined ? [] : [`Removed ${printable(removed)}`]), ""];
  return { text: lines.join("\n"), isWell: true };

  /** Whether Nushell's own registry has a copy, where another was named. */
  async function isUsedElsewhere(): Promise<boolean> {
    if (options.pluginConfig === undefined) return false;
    const own = await readRegistry(nu.path, await registryOf(nu, {}, env), env);
    return own !== undefined && resolve(own.filename).startsWith(copies(env));
  }
}
