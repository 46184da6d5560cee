import { needsHome, resolvePaths } from "../files/patterns/path-pattern.ts";
import { firstSpelling } from "../files/spelling.ts";
import { candidatesIn, chooseSystemDir, systemDirs, withoutStore, type DataDirContext } from "./candidates.ts";

interface Looked {
  /** The candidate's name. */
  readonly name: string;
  /** The path that it names; null if it names none. */
  readonly path: string | null;
}

export interface DataDirs {
  /** Absolute paths, at least one. They may not exist: whoever reads them finds out. */
  readonly dirs: readonly string[];
  /** Whether a pattern or a list was given. */
  readonly many: boolean;
  /** Whether the call itself names them. */
  readonly given: boolean;
  /** Every place that was asked, in order. */
  readonly looked: readonly Looked[];
  /** The storage backend that the platform's config names, if the config was asked and that backend keeps no files. */
  readonly backend: string | undefined;
}

/**
 * Finds the data directories to read, from the first of these that names any: the call itself, the settings, the
 * environment, the platform's config, the nearest project directory above `cwd`, and the system's directories. A
 * directory that is named is used even if it does not exist.
 *
 * @throws OrchestratorError for `given`, what `resolvePaths` throws; `orch::platform_config` when the platform's config
 * is unreadable, broken or unresolvable
 */
export async function findDataDirs(context: DataDirContext): Promise<DataDirs> {
  const { given, givenBy, env, cwd, signal } = context;
  if (given !== undefined) {
    const { paths, list } = given;
    const home = paths.some(needsHome) ? await env("HOME") : undefined;
    const found = await resolvePaths(paths, { cwd, home, kind: "directory", list, about: "data-dir", signal });
    const spelled = firstSpelling();
    const dirs = [...new Set(found.paths.map((path) => spelled(withoutStore(path))))];
    const named = dirs.map((path) => ({ name: givenBy, path }));
    return { dirs, many: found.many, given: true, looked: named, backend: undefined };
  }
  const searched = { many: false, given: false };
  const looked: Looked[] = [];
  let backend: string | undefined;
  for (const candidate of candidatesIn(context)) {
    const named = await candidate.look();
    backend ??= named.backend;
    looked.push({ name: named.name ?? candidate.name, path: named.path ?? null });
    if (named.path !== undefined) return { dirs: [named.path], ...searched, looked, backend };
  }
  looked.push(...systemDirs);
  return { dirs: [chooseSystemDir()], ...searched, looked, backend };
}
