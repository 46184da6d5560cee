import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/** Bundles plugins of plugins/ as their users would, and returns the files that Nushell is to start. */
export async function bundlePlugins(directory: string, names: readonly string[]): Promise<string[]> {
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  const files: string[] = [];
  for (const name of names) {
    const file = join(directory, `nu_plugin_${name}`);
    await build({
      input: fileURLToPath(new URL(`plugins/${name}.ts`, import.meta.url)),
      platform: "node",
      output: { file, format: "esm", banner: "#!/usr/bin/env node", codeSplitting: false },
    });
    chmodSync(file, 0o755);
    files.push(file);
  }
  return files;
}
