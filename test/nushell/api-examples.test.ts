import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { exportsOf } from "../support/sdk-exports.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const sdk = `${root}/src/nushell`;

/** The examples in the comments of the source, each with the file that it is from. */
const examples = glob.sync("**/*.ts", { cwd: sdk, ignore: ["dist/**"] }).flatMap((file) => {
  const text = readFileSync(join(sdk, file), "utf8");
  return [...text.matchAll(/^ *\* @example\n *\* ```ts\n(.*?) *\* ```$/gms)].map(([, lines = ""]) => ({
    file,
    code: lines.replaceAll(/^ *\* ?/gm, ""),
  }));
});

const imported = (index: string) => exportsOf(index).map(({ name, isType }) => (isType ? `type ${name}` : name));

// What an example is about may be given.
const given = `
declare const engine: Engine;
declare const positionals: { closure: Closure };
declare const positionalSpan: (name: string) => Span;
declare const server: string;
`;

it("has only examples in its comments that compile [sdk-api-examples]", { timeout: 60_000 }, () => {
  expect(examples.length).toBeGreaterThan(10);
  const names = imported("index");
  const kit = imported("testing/index").filter((name) => !names.includes(name));
  const head = `import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { greet } from "./greet-command.js";
import { ${names.join(", ")} } from "nu-plugin";
import { ${kit.join(", ")} } from "nu-plugin/testing";
${given}`;
  const directory = temporaryDirectory({
    ...Object.fromEntries(
      examples.map(({ file, code }, i) => [`${i}-${file.replaceAll("/", "-")}`, `${head}{\n${code}}\n`]),
    ),
    "tsconfig.json": {
      extends: `${root}/tsconfig.json`,
      compilerOptions: {
        noUnusedLocals: false,
        typeRoots: [`${root}/node_modules/@types`],
        paths: {
          "nu-plugin": [`${sdk}/index.ts`],
          "nu-plugin/testing": [`${sdk}/testing/index.ts`],
          "msgpackr/unpack": [`${root}/node_modules/msgpackr/unpack.js`],
        },
      },
      include: ["*.ts", `${sdk}/**/*.d.ts`],
      exclude: [`${sdk}/dist`],
    },
    "package.json": { type: "module" },
  });
  copyFileSync(`${root}/fixtures/plugins/greet-command.ts`, join(directory, "greet-command.ts"));
  const tsc = [`${root}/node_modules/typescript/bin/tsc`, "--noEmit", "--project", directory];
  expect(spawnSync(process.execPath, tsc, { encoding: "utf8" })).toMatchObject({ stdout: "", status: 0 });
});
