import { chmodSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { nu, root } from "../../support/nu.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const sdk = pathToFileURL(join(root, "src/nushell/dist/index.js")).href;
const about = `name: "greet", summary: "Greet", category: "example"`;

/** A plugin in plain JavaScript, which no compiler has seen. */
const plugin = (flags: string, commands: string) => `#!/usr/bin/env node
import * as nu from "${sdk}";
const greet = nu.defineCommand({ ${about}, flags: ${flags}, run: () => nu.empty });
process.exit(await nu.servePlugin({ version: "1.0.0", commands: ${commands} }));
`;

it("tells at plugin add of a declaration that is wrong, and of two of one name [declaration-keys] [plugin-checked]", async () => {
  const directory = temporaryDirectory({
    "package.json": { type: "module" },
    nu_plugin_misspelt: plugin('{ limit: { description: "How many", taks: nu.int } }', "[greet]"),
    nu_plugin_twice: plugin("{}", '[greet, { name: "greet", load: async () => greet }]'),
  });
  const files = ["nu_plugin_misspelt", "nu_plugin_twice"].map((name) => join(directory, name));
  for (const file of files) chmodSync(file, 0o755);
  const registry = join(directory, "plugins.msgpackz");
  const script = files.map((file) => `try { plugin add --plugin-config ${registry} ${file}; print "added" }`);
  const { stdout, stderr } = await nu(script.join("\n"), { plugins: [] });
  expect(stdout).toBe("");
  expect(stderr).toContain(
    'TypeError: the flag --limit of the command "greet" has an unknown key "taks": did you mean "takes"?',
  );
  expect(stderr).toContain(
    'nu_plugin_twice: the plugin has two commands called "greet": Nushell would know only one of them\n',
  );
});
