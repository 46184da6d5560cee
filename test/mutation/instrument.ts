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
  readonly mutatorName: string;
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

/** Copies what tests need of the repository, and puts all mutants of the files below `src/<part>` into the copy, each to be switched on. */
export async function instrumentedCopy(root: string, part: string, copy: string): Promise<readonly Mutant[]> {
  for (const name of ["src", "test", "fixtures", "plugin", "package.json", "tsconfig.json"])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const paths = part.endsWith(".ts")
    ? [`src/${part}`]
    : glob.sync(`src/${part}/**/*.ts`, { cwd: copy, ignore: ["**/*.d.ts"] });
  const files = paths.map((path) => join(copy, path));
  const given = files.map((name) => ({ name, content: readFileSync(name, "utf8"), mutate: true as const }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const { files: instrumented, mutants } = await (await instrumenter(options)).instrument(given, options);
  for (const { name, content } of instrumented) writeFileSync(name, content);
  return mutants.map((mutant) => ({ ...mutant, fileName: relative(copy, mutant.fileName) }));
}

async function instrumenter(options: object): Promise<Instrumenter> {
  const stryker = fetched("@stryker-mutator/instrumenter", "10.1.1");
  const load = (path: string) => import(pathToFileURL(join(stryker, path)).href);
  const { createInstrumenter } = await load("dist/src/index.js");
  const { createInjector } = await load("../../typed-inject/dist/src/index.js");
  const silent = { debug() {}, isDebugEnabled: () => false, warn: console.warn };
  return createInjector()
    .provideValue("logger", silent)
    .provideValue("options", { mutator: options, ...options })
    .injectFunction(createInstrumenter);
}
