import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { expect, it } from "vitest";
import { nu } from "../support/nu.ts";
import { npm, packed, projectWith } from "../support/packages.ts";
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

it("has its pages for users, and all that they link to [install-npm]", { timeout: 30_000 }, async () => {
  const project = projectWith("nu_plugin_orchestrator");
  const installed = join(project, "node_modules/nu_plugin_orchestrator");
  expect(await publint({ pkgDir: installed, strict: true, pack: false })).toMatchObject({ messages: [] });
  const pages = [
    "README.md",
    ...["SECURITY", "commands/README", "orchestrator/README"].map((name) => `src/${name}.md`),
  ];
  const broken = pages.flatMap((page) => {
    // What README.md says last is for those who have the repository.
    const [text = ""] = readFileSync(join(installed, page), "utf8").split("\n## Development\n");
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => join(dirname(page), link));
    return links.filter((link) => !existsSync(join(installed, link)));
  });
  expect(broken).toEqual([]);
});
