import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputBundle, Plugin } from "rolldown";

/** The file beside a bundle that has the licences of what is bundled. */
export const licensesFile = "LICENSES.txt";

/** Writes it. Each package is in it of which the bundle has any code, and none else. */
export function licenses(): Plugin {
  return {
    name: "licenses",
    generateBundle(_, bundle) {
      const texts = bundledPackages(bundle).map(licenseOf);
      const source = `What is beside this file contains code of the packages below.\n\n${texts.join("\n\n")}\n`;
      this.emitFile({ type: "asset", fileName: licensesFile, source });
    },
  };
}

/** The folders of the packages of which a bundle has any code. */
function bundledPackages(bundle: OutputBundle): readonly string[] {
  const modules = Object.values(bundle).flatMap((output) =>
    output.type === "chunk" ? Object.entries(output.modules) : [],
  );
  const folders = modules.flatMap(([file, { code }]) =>
    code !== null && code !== ""
      ? (/^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1] ?? [])
      : [],
  );
  return [...new Set(folders)].toSorted();
}

function licenseOf(folder: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e(\.\w+)?$/i.test(each));
  const text = file === undefined ? withoutFile(name, license, author) : readFileSync(join(folder, file), "utf8");
  return `${"=".repeat(80)}\n${name} ${version}, ${license}\n\n${text.trim()}`;
}

/** Of a package that names its licence and brings no text of it. */
function withoutFile(name: string, license: string, author: string): string {
  if (license !== "MIT") throw new Error(`${name} has no file with its licence, ${license}`);
  const [, mit = ""] =
    /^MIT License\n\nCopyright [^\n]*\n\n(.*)/s.exec(
      readFileSync(join(import.meta.dirname, "../../LICENSE"), "utf8"),
    ) ?? [];
  return `Copyright (c) ${author}\n\n${mit}`;
}
