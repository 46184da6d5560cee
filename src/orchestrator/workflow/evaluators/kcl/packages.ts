import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import * as z from "zod/mini";
import { printable, quote } from "../../../text/printable.ts";
import type { Place, Problem } from "../../../problem.ts";
import type { WorkflowDocument } from "../../document.ts";
import type { Evaluation } from "../evaluation.ts";
import { lineOf } from "../../../syntax/place.ts";
import { hasError, sourceBytes } from "../evaluator-problem.ts";
import { kclManifest } from "./manifest.ts";
import { hasManifest, kclPackage } from "./package.ts";

/** Another package that a workflow's imports may name. */
export interface ExternalPackage {
  readonly name: string;
  /** The absolute path of the package's folder. */
  readonly folder: string;
}

/** A package whose kcl.mod is to be read. */
interface Package {
  readonly manifest: string;
  readonly folder: string;
  /**
   * The folder, without links in its path, that dependencies with a path have to be in: that of the workflow's package,
   * or of what was downloaded.
   */
  readonly boundary: string;
}

const text = z.optional(z.string());
// The forms of a dependency that KCL's own tools know: a version, or a table.
const sourceSchema = z.union([
  z.pipe(
    z.string(),
    z.transform((version) => ({ version })),
  ),
  z.object({
    path: text,
    git: text,
    oci: text,
    version: text,
    tag: text,
    commit: text,
    branch: text,
    package: text,
  }),
]);
type Source = Partial<Extract<z.infer<typeof sourceSchema>, { path?: unknown }>>;

/**
 * Lets `work` evaluate with the packages that the workflow's kcl.mod names, and adds the problems of those that cannot be
 * used. The packages are found without asking anybody, because KCL's own way starts git and connects to whatever host a
 * kcl.mod names.
 */
export async function withPackages<T extends WorkflowDocument | undefined>(
  { path, env }: Evaluation,
  work: (packages: readonly ExternalPackage[]) => Promise<T>,
): Promise<T | WorkflowDocument> {
  const { packages, problems, unused } = await packagesOf(path, env);
  if (hasError(problems)) return { problems, content: undefined };
  const document = await work(packages);
  if (document === undefined) return document;
  const found = document.problems.map((each) => ({ ...each, message: withoutAdvice(each, path, unused) }));
  return { ...document, problems: [...problems, ...found] };
}

// The advice that KCL gives where an import finds nothing, for the name of a package.
const advice =
  /; (?:suggestion: )?try 'kcl mod add ([^']+)' to download the missing package(?:; (?:suggestion: )?browse more packages at 'https:\/\/artifacthub\.io')?/g;

/**
 * Returns the message with the place of the warning, instead of advice to add what kcl.mod already names, and with what a
 * relative import looks for: no package could be that.
 */
function withoutAdvice(
  { message, path, place }: Problem,
  workflow: string,
  unused: ReadonlyMap<string, Problem>,
): string {
  return message.replaceAll(advice, (said: string, name: string) => {
    const relativePath = place === undefined ? undefined : relativeImport(path, place);
    if (relativePath !== undefined) return `; neither ${relativePath}.k nor a folder ${relativePath} is there`;
    const warning = unused.get(name);
    if (warning === undefined) return said;
    const below = relative(dirname(workflow), warning.path);
    const file = printable(below.startsWith("..") ? warning.path : below);
    const at = warning.place === undefined ? "" : `:${warning.place.line}:${warning.place.column}`;
    return `; the warning at ${file}${at} says why it is not used`;
  });
}

/** Returns the path that a relative import at a place names, from the folder of its file. */
function relativeImport(file: string, place: Place): string | undefined {
  const source = sourceBytes(file)?.toString("utf8") ?? "";
  const [, dots, name = ""] = /^import\s+\.(\.*)([\w.-]*)/.exec(source.slice(lineOf(source, place)).trimStart()) ?? [];
  return dots === undefined ? undefined : "../".repeat(dots.length) + name.replaceAll(".", "/");
}

/**
 * Finds the packages, those of the workflow's own kcl.mod first. Of two packages with one name the first counts, as in
 * KCL.
 */
async function packagesOf(workflow: string, env: Evaluation["env"]) {
  const packages = new Map<string, ExternalPackage>();
  /** The warnings by the name that imports use. */
  const unused = new Map<string, Problem>();
  let isAdvised = false;
  const problems: Problem[] = [];
  const root = kclPackage(workflow);
  const folder = root === undefined ? undefined : folderAt(root);
  const queue: Package[] = [];
  if (root !== undefined && folder !== undefined) {
    queue.push({ manifest: join(root, "kcl.mod"), folder, boundary: folder });
  }
  const seen = new Set(queue.map((one) => one.folder));
  // The queue grows while the loop runs.
  for (const next of queue) {
    const manifest = await kclManifest(next.manifest, workflow);
    problems.push(...manifest.problems);
    for (const [name, value] of manifest.dependencies) {
      const source = sourceSchema.safeParse(value).data;
      const found = source === undefined ? unknownForm : find(name, source, next, env);
      const importName = name.replaceAll("-", "_");
      if (typeof found === "string") {
        const reason = found === unfetched && !isAdvised ? `${found}; ${fetchAdvice}` : found;
        isAdvised ||= found === unfetched;
        const warning = await manifest.unresolved(name, reason);
        problems.push(warning);
        if (!unused.has(importName)) unused.set(importName, warning);
        continue;
      }
      if (!packages.has(importName)) packages.set(importName, { name: importName, folder: found.folder });
      if (seen.has(found.folder)) continue;
      seen.add(found.folder);
      if (hasManifest(found.folder)) queue.push(found);
    }
  }
  return { packages: [...packages.values()], problems, unused };
}

const unknownForm = "it is neither a version nor a table with a path, git or oci";
const unknownName = "its name and version cannot name a folder, by which a downloaded package would be found";
const oneOfSeveral =
  '"package" takes one out of several in a repository, which is not looked for; put a copy into the package, below vendor, and name its path';
const unfetched = "it is not downloaded, and validating fetches nothing";
/** The advice that is given only once. */
const fetchAdvice =
  "if you trust it, run kcl mod update in the package, or put a copy into the package, below vendor, and name its path";

/** Returns the package that a dependency leads to, or why it is not used. */
function find(name: string, source: Source, from: Package, env: Evaluation["env"]): Package | string {
  const { path, git, oci } = source;
  if (path !== undefined && git === undefined && oci === undefined) {
    const folder = folderAt(resolve(from.folder, path));
    if (folder === undefined) return `there is no folder ${quote(path)}`;
    if (!isInside(folder, from.boundary))
      return `${quote(path)} lies outside the package; put it into the package, as ${quote(`vendor/${name}`)}, and name that path`;
    return { manifest: join(folder, "kcl.mod"), folder, boundary: from.boundary };
  }
  if (source.package !== undefined) return oneOfSeveral;
  const release = releaseOf(source);
  if (release === undefined) return oci === undefined ? unknownForm : unfetched;
  const downloaded = `${name}_${release}`;
  if (/[/\\\0]/.test(downloaded)) return unknownName;
  for (const cache of packageFolders(env)) {
    const base = folderAt(cache);
    const folder = folderAt(join(cache, downloaded));
    if (base === undefined || folder === undefined || folder === base || !isInside(folder, base)) continue;
    return { manifest: join(folder, "kcl.mod"), folder, boundary: folder };
  }
  return unfetched;
}

/** Returns what follows the package's name in the name that KCL gives the folder of a downloaded package. */
function releaseOf({ git, oci, version, tag, commit, branch }: Source): string | undefined {
  if (git !== undefined) return tag ?? commit ?? branch ?? "latest";
  return oci === undefined ? version : tag;
}

/**
 * Returns the folders in which KCL keeps what it has downloaded: that of its library and older releases of the command,
 * and that of newer ones.
 */
function packageFolders({ KCL_PKG_PATH, HOME }: Evaluation["env"]): string[] {
  if (KCL_PKG_PATH !== undefined && isAbsolute(KCL_PKG_PATH)) return [KCL_PKG_PATH];
  if (HOME === undefined || !isAbsolute(HOME)) return [];
  return [join(HOME, ".kcl/kpm"), join(HOME, ".local/share/kcl/modules")];
}

/** Returns the folder's path without links; undefined if there is none. */
function folderAt(path: string): string | undefined {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    return undefined;
  }
}

function isInside(folder: string, boundary: string): boolean {
  const below = relative(boundary, folder);
  return below !== ".." && !below.startsWith(`..${sep}`) && !isAbsolute(below);
}
