import { readFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { exportsOf } from "../support/sdk-exports.ts";
import { errorsIn, projectWithSource } from "../support/typescript.ts";

const sdk = `${root}/src/nushell`;

/** The examples in the comments of the source, each with the file that it is from. */
const examples = glob.sync("**/*.ts", { cwd: sdk, ignore: ["dist/**"] }).flatMap((file) => {
  const text = readFileSync(join(sdk, file), "utf8");
  return [...text.matchAll(/^ *\* @example\n *\* ```ts\n(.*?) *\* ```$/gms)].map(([, lines = ""]) => ({
    file,
    code: lines.replaceAll(/^ *\* ?/gm, ""),
  }));
});

const imported = (index: string) =>
  exportsOf(index)
    .map(({ name }) => name)
    .join(", ");

// What an example is about may be given.
const given = `
declare const engine: Engine;
declare const positionals: { closure: Closure };
declare const positionalSpan: (name: string) => Span;
declare const server: string;
`;

it("has only examples in its comments that compile [sdk-api-examples]", { timeout: 60_000 }, () => {
  expect(examples.length).toBeGreaterThan(10);
  const head = `import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { greet } from "./greet-command.js";
import { ${imported("index")} } from "nu-plugin";
import { ${imported("testing/index")} } from "nu-plugin/testing";
${given}`;
  const files = examples.map(({ file, code }, i) => [`${i}-${file.replaceAll("/", "-")}`, `${head}{\n${code}}\n`]);
  expect(errorsIn(projectWithSource(Object.fromEntries(files)))).toBe("");
});
