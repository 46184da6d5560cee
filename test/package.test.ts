// What the tarball of the plugin holds. test/nu/package.test.ts runs what is installed from it in a real Nushell.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { publint } from "publint";
import { build } from "rolldown";
import { expect, it } from "vitest";
import config from "../src/rolldown.config.ts";
import { root } from "./support/nu.ts";
import { filesIn, installedFrom, packed } from "./support/packages.ts";

/** What is in it besides the bundle and the samples. */
const files = `CHANGELOG.md LICENSE README.md fixtures/session.svg package.json plugin/nu_plugin_orchestrator plugin/nu_plugin_orchestrator.cmd
plugin/orch.nu plugin/package.json plugin/report/ask.nu plugin/report/chart.nu plugin/report/facts.nu plugin/report/gate.nu
plugin/report/html.nu plugin/report/page.nu plugin/report/prometheus.nu plugin/report/safe.nu plugin/report/style.nu
plugin/report/summary.nu plugin/report/text.nu src/INSTALL.md src/SECURITY.md src/commands/README.md src/orchestrator/README.md`;

/** What README.md links to, and says itself that only the repository has it. */
const inRepository = "VERIFICATION.md benches/README.md src/README.md src/nushell/README.md".split(" ");

const samples = ["fixtures/data", "fixtures/workflows"];

const unhashed = (file: string) => file.replace(/-[\w-]{8}\.cjs$/, ".cjs");

it(
  "holds the bundle with its licences, what starts it, reports, pages and samples, in 400 kB, and has npm run or fetch nothing [install-files] [licenses-bundled] [install-scripts]",
  { timeout: 60_000 },
  async () => {
    const tarball = packed("nu_plugin_orchestrator");
    expect(statSync(tarball).size).toBeLessThan(400_000);
    const installed = installedFrom(tarball, "nu_plugin_orchestrator");
    expect(await publint({ pkgDir: installed, strict: true, pack: false })).toMatchObject({ messages: [] });

    const held = filesIn(installed);
    const isSample = (path: string) => samples.some((folder) => path.startsWith(folder));
    expect(held.filter((path) => !path.startsWith("dist/") && !isSample(path))).toEqual(files.split(/\s/).toSorted());
    // In the names of all that is loaded later is a hash of the content, so that no version loads a file of another.
    const bundle = held.filter((path) => path.startsWith("dist/"));
    const others = ["dist/LICENSES.txt", "dist/main.cjs"];
    expect(bundle.filter((path) => !/^dist\/[\w-]+-[\w-]{8}\.cjs$/.test(path))).toEqual(others);
    const { output } = await build({ ...config, cwd: root, write: false });
    expect(bundle.map(unhashed).toSorted()).toEqual(
      output.map(({ fileName }) => unhashed(`dist/${fileName}`)).toSorted(),
    );

    // The samples that README and the help of each command read; what is expected of them is the tests'.
    const ours = samples.flatMap((folder) => filesIn(root, folder)).filter((path) => !path.endsWith("/expected.json"));
    expect(held.filter(isSample)).toEqual(ours);

    const pages = held.filter((path) => path.endsWith(".md"));
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(installed, page), "utf8");
      const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => join(dirname(page), link));
      const elsewhere = page === "README.md" ? inRepository : [];
      return links.filter((link) => !existsSync(join(installed, link)) && !elsewhere.includes(link));
    });
    expect(broken).toEqual([]);

    const texts = readFileSync(join(installed, "dist/LICENSES.txt"), "utf8")
      .split(/^={80}\n/m)
      .slice(1);
    const named = texts.map((text) => /^(\S+) \S+, (.*)\n/.exec(text) ?? []);
    const packages = named.map(([, name]) => name);
    expect(packages).toEqual(expect.arrayContaining(["date-fns", "fast-glob", "msgpackr", "smol-toml", "yaml", "zod"]));
    const licenses = new Set(named.map(([, , license = ""]) => license));
    expect([...licenses].toSorted()).toEqual(["Apache-2.0", "BSD-3-Clause", "ISC", "MIT"]);
    expect(texts.filter((text) => !/copyright/i.test(text))).toEqual([]);

    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(Object.keys(manifest).filter((key) => /scripts|dependencies/i.test(key))).toEqual([]);
  },
);
