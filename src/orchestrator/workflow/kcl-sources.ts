import { dirname, join } from "node:path";
import { foldersAbove } from "./evaluators/kcl/package.ts";
import { type SourceRecord, UnknowableSources } from "./source-record.ts";

// Modules of KCL whose functions give the same for the same arguments: not the clock, not a random number, no file.
const pureModules = new Set([
  "base64",
  "collection",
  "json",
  "manifests",
  "math",
  "regex",
  "runtime",
  "template",
  "units",
  "yaml",
]);
const otherModules = new Set(["crypto", "datetime", "file", "kcl_plugin", "net"]);
const importLine = /^[ \t]*import[ \t]+(\.*)([A-Za-z_][\w.-]*)(?:[ \t]+as[ \t]+\w+)?[ \t]*(?:#.*)?\r?$/;
// A line with a quote may be a text's that ends there: another statement may follow.
const commentLine = /^[ \t]*#[^"']*$/;

/**
 * Records a KCL file and all that it may import: of each import, whatever its path could mean. Throws
 * `UnknowableSources` for what lies in another package, and for modules that read more than the program.
 */
export function recordKcl(path: string, record: SourceRecord): void {
  const root = recordPackage(path, record);
  const queue: { file: string; text: string }[] = [];
  /** Whether there is such a file; its imports have their turn when it is first met. */
  const take = (file: string): boolean => {
    if (record.knows(file)) return record.has(file);
    const text = record.read(file);
    if (text !== undefined) queue.push({ file, text });
    return text !== undefined;
  };
  if (!take(path)) throw new UnknowableSources("gone");
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const { dots, name } of importsOf(next.text)) {
      const [first = name] = name.split(".");
      if (dots === "" && otherModules.has(first)) throw new UnknowableSources("a module that reads more");
      const found = basesOf(next.file, root, dots).map((base) =>
        takeModule(join(base, ...name.split(".")), record, take),
      );
      if (found.includes(true) || (dots === "" && pureModules.has(first))) continue;
      throw new UnknowableSources("of another package");
    }
  }
}

/** A module is a file, or a folder of which every file counts. */
function takeModule(target: string, record: SourceRecord, take: (file: string) => boolean): boolean {
  const isFile = take(`${target}.k`);
  const inFolder = record.list(target, ".k") ?? [];
  return inFolder.map(take).includes(true) || isFile;
}

function importsOf(text: string): { dots: string; name: string }[] {
  return text.split("\n").flatMap((line) => {
    if (!/\bimport\b/.test(line) || commentLine.test(line)) return [];
    const [, dots = "", name] = importLine.exec(line) ?? [];
    // Words of a text, or an import that goes on in the next line, or that shares its line with another.
    if (name === undefined) throw new UnknowableSources("an import of another kind");
    return [{ dots, name }];
  });
}

/** Where a module's path may begin: with dots at the file's folder or above it, else at the package's, or beside the file. */
function basesOf(file: string, root: string, dots: string): string[] {
  const folder = dirname(file);
  if (dots === "") return [...new Set([root, folder])];
  return [join(folder, ...Array.from({ length: dots.length - 1 }, () => ".."))];
}

/** The settings of the package, wherever they may be, and its folder. */
function recordPackage(path: string, record: SourceRecord): string {
  const folder = dirname(path);
  // The `kcl` command reads options from it.
  record.read(join(folder, "kcl.yaml"));
  for (const root of foldersAbove(path)) {
    const manifest = record.read(join(root, "kcl.mod"));
    if (manifest === undefined) continue;
    if (hasDependencies(manifest)) throw new UnknowableSources("other packages");
    record.read(join(root, "kcl.mod.lock"));
    record.read(join(root, "kcl.yaml"));
    return root;
  }
  return folder;
}

/** `kcl mod init` leaves the section empty. */
function hasDependencies(manifest: string): boolean {
  return manifest.replace(/^\[dependencies\][ \t]*\r?\n(?=\s*(\[|$))/m, "").includes("dependencies");
}
