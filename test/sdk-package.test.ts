// What the tarball of the SDK holds. test/nu/sdk/package.test.ts runs what is installed from it in a real Nushell.
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { check, command, plugin } from "./support/greeting.ts";
import { root } from "./support/nu.ts";
import { filesIn, projectWith } from "./support/packages.ts";
import { writeFiles } from "./support/temporary-directory.ts";
import { tsc } from "./support/typescript.ts";

/** What is in it besides the declarations of each file of the source. */
const held = `CHANGELOG.md LICENSE README.md dist/LICENSES.txt dist/examples/arguments.ts dist/examples/changes.ts
dist/examples/closures.ts dist/examples/follow.ts dist/examples/greet-command.ts dist/examples/greet.ts dist/examples/hello.ts dist/examples/money.ts
dist/examples/semver.ts dist/examples/streams.ts dist/examples/syntax.ts dist/examples/terminal.ts dist/examples/values.ts
dist/index.js dist/run-plugin.js dist/serve.js dist/take-result.js dist/testing/index.js docs/api-report.md docs/api.md
docs/bundling.md docs/compared.md docs/stdout.md docs/syntax.md docs/testing.md docs/values.md docs/versions.md package.json`;

it("holds bundle, declarations, pages and examples, and nothing of what is built with it here [sdk-package-files] [sdk-package-alone] [install-scripts]", () => {
  const installed = join(projectWith("nu-plugin"), "node_modules/nu-plugin");
  const sources = filesIn(join(root, "src/nushell")).filter((file) =>
    /^(?!dist\/)(?!.*(config|\.d)\.ts).*\.ts$/.test(file),
  );
  const declarations = sources.map((file) => `dist/${file.replace(/ts$/, "d.ts")}`);
  expect(filesIn(installed)).toEqual([...held.split(/\s/), ...declarations].toSorted());
  const licenses = readFileSync(join(installed, "dist/LICENSES.txt"), "utf8").matchAll(/^={80}\n(\S+)/gm);
  expect([...licenses].map(([, name]) => name)).toEqual(["fastest-levenshtein", "msgpackr"]);
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  expect(Object.keys(manifest).filter((key) => /scripts|dependencies/i.test(key))).toEqual([]);

  const files = readdirSync(installed, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const texts = files.map(({ parentPath, name }) => ({ name, text: readFileSync(join(parentPath, name), "utf8") }));
  expect(texts.map(({ name }) => name)).toEqual(expect.arrayContaining(["README.md", "LICENSE", "index.d.ts"]));
  const about = texts.filter(({ name, text }) => name !== "LICENSE" && /\borch\b|orchestrator|workflow/i.test(text));
  expect(about.map(({ name }) => name)).toEqual([]);
});

it(
  "has all that its pages lead to, the example plugins in dist/examples [sdk-package-links]",
  { timeout: 30_000 },
  () => {
    const installed = join(projectWith("nu-plugin"), "node_modules/nu-plugin");
    const pages = [
      "README.md",
      "CHANGELOG.md",
      ...readdirSync(join(installed, "docs")).map((page) => join("docs", page)),
    ];
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)/g)]
        .map(([, link = ""]) => join(dirname(page), link).replace("../../fixtures/plugins", "dist/examples"))
        .filter((target) => !existsSync(join(installed, target))),
    );
    expect(broken).toEqual([]);
  },
);

it("has types that need no more than Node's [sdk-package] [kit-package]", { timeout: 60_000 }, () => {
  const directory = projectWith("nu-plugin");
  writeFiles(directory, {
    "greet-command.ts": command,
    "check.ts": `${check}
// @ts-expect-error -- So the types are really there.
openNu({ plugins: "none" });
// @ts-expect-error
runCommand("greet");
`,
    "plugin.ts": `${plugin}
// @ts-expect-error
servePlugin({ commands: "none" });
`,
  });
  cpSync(join(root, "node_modules/@types/node"), join(directory, "node_modules/@types/node"), { recursive: true });
  cpSync(join(root, "node_modules/undici-types"), join(directory, "node_modules/undici-types"), { recursive: true });
  for (const setting of ["--module nodenext", "--module preserve --moduleResolution bundler"]) {
    // The plugin names its own files as Node finds them when it strips types.
    const flags = [...setting.split(" "), "--types", "node", "--allowImportingTsExtensions"];
    expect({ setting, errors: tsc("7.0.2", directory, ...flags, "plugin.ts", "check.ts") }).toEqual({
      setting,
      errors: "",
    });
  }
});
