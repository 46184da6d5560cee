import { writeFileSync } from "node:fs";
import { pluginFile } from "./nu.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The plugin without root's right to read everything. */
export function ordinaryPlugin(): string {
  if (process.getuid?.() !== 0) return pluginFile;
  const script = `${temporaryDirectory()}/nu_plugin_orchestrator`;
  const without = "--inh-caps=-all --bounding-set=-dac_override,-dac_read_search";
  writeFileSync(script, `#!/bin/sh\nexec setpriv ${without} '${pluginFile}' "$@"\n`, { mode: 0o755 });
  return script;
}
