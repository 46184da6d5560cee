import { join } from "node:path";
import { expect, it } from "vitest";
import { nu } from "../support/nu.ts";
import { npm, packed } from "../support/packages.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("works through npm's global bin link, and installs without a warning [install-npm]", async () => {
  const prefix = temporaryDirectory();
  const tarball = packed("nu_plugin_orchestrator");
  expect(npm(prefix, "install", "--global", "--prefix", prefix, tarball)).toMatchObject({ status: 0, stderr: "" });
  const link = join(prefix, "bin", "nu_plugin_orchestrator");
  const registry = join(prefix, "plugins.msgpackz");
  expect(await nu(`plugin add --plugin-config ${registry} ${link}`, { plugins: [] })).toMatchObject({ code: 0 });
  const script = `plugin use --plugin-config ${registry} orchestrator\norch status -d data/small | get running`;
  expect(await nu(script, { plugins: [] })).toMatchObject({ code: 0, stdout: "true\n" });
  const module = join(prefix, "lib/node_modules/nu_plugin_orchestrator/plugin/orch.nu");
  const gate = `plugin use --plugin-config ${registry} orchestrator\nuse ${module}\norch report gate -d data/empty`;
  expect(await nu(gate, { plugins: [] })).toMatchObject({ code: 0, stdout: "No task has failed.\n" });
});
