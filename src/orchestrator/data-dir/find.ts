import { needsHome, resolvePaths } from "../files/path-pattern.ts";
import { candidatesIn, systemDir, withoutStore, type DataDirContext } from "./candidates.ts";

interface Looked {
  /** A candidate's name. */
  readonly name: string;
  /** What it says; null where that is nothing. */
  readonly path: string | null;
}

export interface DataDirs {
  /** Absolute, never empty; whether they exist is for the reader to find out. */
  readonly dirs: readonly string[];
  /** A pattern or a list was given. */
  readonly many: boolean;
  /** Every candidate that was asked, in order: the last is where `dirs` come from. */
  readonly looked: readonly Looked[];
  /** The storage backend that the platform's config names, when it was asked and names one that keeps no files. */
  readonly backend: string | undefined;
}

/**
 * The data directories to read: the first of the call itself, settings, environment, the platform's config, the nearest
 * project directory above `cwd`, and the system's directory. One that is given is used even if nothing is there.
 *
 * @throws OrchestratorError what `resolvePaths` throws (`given`), `orch::platform_config` (unreadable, broken or unresolvable)
 */
export async function findDataDirs(context: DataDirContext): Promise<DataDirs> {
  const { given, givenBy, env, cwd, signal } = context;
  if (given !== undefined) {
    const { paths, list } = given;
    const home = paths.some(needsHome) ? await env("HOME") : undefined;
    const found = await resolvePaths(paths, { cwd, home, kind: "directory", list, about: "data-dir", signal });
    const dirs = [...new Set(found.paths.map(withoutStore))];
    return { dirs, many: found.many, looked: dirs.map((path) => ({ name: givenBy, path })), backend: undefined };
  }
  const looked: Looked[] = [];
  let backend: string | undefined;
  for (const candidate of candidatesIn(context)) {
    const named = await candidate.look();
    backend ??= named.backend;
    looked.push({ name: named.name ?? candidate.name, path: named.path ?? null });
    if (named.path !== undefined) return { dirs: [named.path], many: false, looked, backend };
  }
  looked.push(systemDir);
  return { dirs: [systemDir.path], many: false, looked, backend };
}
