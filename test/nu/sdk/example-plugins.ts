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

/** Runs a script with example plugins. */
export const runWith = (plugins: readonly string[], script: string) => nu(script, { plugins: pluginFiles(...plugins) });
