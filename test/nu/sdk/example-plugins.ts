import { fixtures, nu, nuValue } from "../../support/nu.ts";

export const pluginFiles = (...names: readonly string[]) =>
  names.map((name) => `${fixtures}/plugins/nu_plugin_${name}`);

/** What each script gives, by its name, all run in one nu; the message where it fails. */
export function results(
  plugins: readonly string[],
  scripts: Readonly<Record<string, string>>,
  setup = "",
): Promise<unknown> {
  // What a stream fails with is only caught where the stream ends.
  const columns = Object.entries(scripts).map(
    ([name, script]) => `${JSON.stringify(name)}: (try { ${script} | to json --raw | from json } catch {|e| $e.msg })`,
  );
  return nuValue(`${setup}\n{ ${columns.join("\n")} }`, { plugins: pluginFiles(...plugins) });
}

/**
 * Waits until Nushell has stopped the first plugin. A signature that Nushell asked for at its start counts as use, so a
 * `stop_after` that has passed since then stops the plugin beside the script that sets it, in whichever call that is by
 * then. A script that sets it therefore begins with `plugin stop`.
 */
export const untilStopped = "while (plugin list | get 0.pid) != null { sleep 10ms }";

/** Runs a script with example plugins. */
export const runWith = (plugins: readonly string[], script: string) => nu(script, { plugins: pluginFiles(...plugins) });
