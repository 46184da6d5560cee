import { execFileSync } from "node:child_process";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pluginFile, root } from "./nu.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** The plugin without root's right to read everything. */
export function ordinaryPlugin(): string {
  if (process.getuid?.() !== 0) return pluginFile;
  const script = `${temporaryDirectory()}/nu_plugin_orchestrator`;
  const without = "--inh-caps=-all --bounding-set=-dac_override,-dac_read_search";
  writeFileSync(script, `#!/bin/sh\nexec setpriv ${without} '${pluginFile}' "$@"\n`, { mode: 0o755 });
  return script;
}

/** The plugin as the user nobody, for a root that starts it. */
export function nobodysPlugin(): string {
  const stepDown = "process.setgroups([]); process.setgid(65534); process.setuid(65534);";
  const folder = temporaryDirectory({ "step-down.cjs": stepDown });
  // From a copy, as nobody may have no access to the working tree; nor to Node, which therefore steps down by itself.
  for (const part of ["dist", "plugin", "package.json"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  const script = join(folder, "nu_plugin_orchestrator");
  const node = `exec node --require '${folder}/step-down.cjs' '${folder}/plugin/nu_plugin_orchestrator' "$@"`;
  writeFileSync(script, `#!/bin/sh\n${node}\n`);
  execFileSync("chmod", ["-R", "a+rX", folder]);
  execFileSync("chmod", ["+x", script]);
  return script;
}
