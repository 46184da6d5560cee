import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { projectWithTypes, tsc, typescripts } from "../support/typescript.ts";

// Of those for authors: the others are made to be wrong.
const plugins = readdirSync(`${root}/fixtures/plugins`).filter((file) => /^(?!mis).*\.ts$/.test(file));

// An author's own, as far as they bear on types. None of them sets `skipLibCheck`.
const settings = [
  "--module nodenext",
  "--module esnext --moduleResolution bundler --types node --isolatedModules",
  "--module nodenext --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature",
];

it.each(typescripts)(
  "compiles its declarations and the example plugins with TypeScript %s, however an author has set it [sdk-typescript]",
  { timeout: 180_000 },
  (version) => {
    const sources = plugins.map((file) => [file, readFileSync(`${root}/fixtures/plugins/${file}`, "utf8")]);
    const directory = projectWithTypes({
      ...Object.fromEntries(sources),
      "check.ts": 'import { openNu, runCommand } from "nu-plugin/testing";\nexport { openNu, runCommand };\n',
    });
    const compiled = (setting: string) =>
      tsc(version, directory, "--allowImportingTsExtensions", ...setting.split(" "), ...plugins, "check.ts");
    expect(settings.map((setting) => ({ setting, errors: compiled(setting) }))).toEqual(
      settings.map((setting) => ({ setting, errors: "" })),
    );
  },
);

it("tells authors of the oldest TypeScript [sdk-typescript]", () => {
  const [oldest] = typescripts;
  const guide = readFileSync(`${root}/src/nushell/README.md`, "utf8").replaceAll(/\s+/g, " ");
  expect(guide).toContain(`TypeScript ${oldest.replace(/\.\d+$/, "")} or newer`);
});
