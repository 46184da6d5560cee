import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import glob from "fast-glob";
import { fetched } from "../../src/build/fetched.ts";

/** A small change of the source. */
export interface Mutant {
  readonly id: string;
  /** Below the repository. */
  readonly fileName: string;
  /** Counted from 0. */
  readonly location: { readonly start: Position; readonly end: Position };
  /** What is written in place of what stands there. */
  readonly replacement: string;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The part of Stryker's instrumenter that is used here. */
interface Instrumenter {
  instrument(
    files: readonly { name: string; content: string; mutate: true }[],
    options: object,
  ): Promise<{ files: readonly { name: string; content: string }[]; mutants: readonly Mutant[] }>;
}

/** Copies what tests need of the repository, and puts all mutants of a part of src into the copy, each to be switched on. */
export async function instrumentedCopy(root: string, part: string, copy: string): Promise<readonly Mutant[]> {
  for (const name of ["src", "test", "fixtures", "plugin", "package.json", "tsconfig.json"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const files = partPaths(copy, part).map((path) => join(copy, path));
  const given = files.map((name) => ({ name, content: readFileSync(name, "utf8"), mutate: true as const }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const { files: instrumented, mutants } = await (await instrumenter(options)).instrument(given, options);
  for (const { name, content } of instrumented) writeFileSync(name, content);
  return mutants.map(({ id, fileName, location, replacement }) => ({
    id,
    fileName: relative(copy, fileName),
    location,
    replacement,
  }));
}

/** The files of a part of src: a folder, a file, or a pattern. */
export function partPaths(root: string, part: string): readonly string[] {
  return glob.sync(part.endsWith(".ts") ? `src/${part}` : `src/${part}/**/*.ts`, { cwd: root, ignore: ["**/*.d.ts"] });
}

async function instrumenter(options: object): Promise<Instrumenter> {
  const stryker = fetched("@stryker-mutator/instrumenter", "10.1.1");
  const load = (path: string) => import(pathToFileURL(join(stryker, path)).href);
  const { createInstrumenter } = await load("dist/src/index.js");
  const { createInjector } = await load("../../typed-inject/dist/src/index.js");
  const silent = { debug() {}, info() {}, isDebugEnabled: () => false, warn: console.warn };
  return createInjector()
    .provideValue("logger", silent)
    .provideValue("options", { mutator: options, ...options })
    .injectFunction(createInstrumenter);
}
