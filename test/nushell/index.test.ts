import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../support/nu.ts";
import { exportsOf } from "../support/sdk-exports.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("exports every type that a public declaration names [sdk-names]", { timeout: 30_000 }, () => {
  const directory = temporaryDirectory();
  const project = `${root}/src/nushell/tsconfig.declarations.json`;
  execFileSync(`${root}/node_modules/.bin/tsc`, ["--project", project, "--outDir", directory]);
  const publicNames = new Set(exportsOf("index").map(({ name }) => name));
  const missing = ["index", "testing/index"].flatMap((index) => {
    const exported = exportsOf(index);
    const known = new Set([...publicNames, ...exported.map(({ name }) => name)]);
    return exported.flatMap(({ name, file }) => {
      const text = readFileSync(join(directory, file.replace(/\.ts$/, ".d.ts")), "utf8");
      return namedTypes(text, name)
        .filter((type) => !known.has(type))
        .map((type) => `${type} of ${name}`);
    });
  });
  expect(missing).toEqual([]);
});

/** The SDK's own types that a declaration names. */
function namedTypes(text: string, name: string): readonly string[] {
  const code = text.replaceAll(/\/\*\*.*?\*\//gs, "");
  const declaration = code
    .split(/^(?=import |export |declare |type |interface )/m)
    .find((part) => declares(part, name));
  if (declaration === undefined) throw new Error(`no declaration of ${name}`);
  const imports = [...code.matchAll(/^import [^;]*?\{([^}]*)\} from "\.[^"]+";$/gm)].map(([, names = ""]) => names);
  const imported = [...imports.join(",").matchAll(/\b([A-Z]\w+)/g)];
  const declared = [...code.matchAll(/^export (?:declare )?(?:type|interface|class) (\w+)/gm)];
  const own = new Set([...imported, ...declared].map(([, type]) => type));
  return [...new Set(declaration.match(/\b[A-Z]\w+/g))].filter((type) => own.has(type));
}

function declares(part: string, name: string): boolean {
  return new RegExp(String.raw`^export (?:declare )?(?:type|interface|class|const|function) ${name}\b`).test(part);
}
