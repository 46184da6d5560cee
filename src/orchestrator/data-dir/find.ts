import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expand, needsHome, resolvePaths } from "../files/path-pattern.ts";
import { layout } from "./layout.ts";
import { wrongPlatformConfig } from "../platform/broken-configuration.ts";
import { readPlatformConfig, type Environment, type PlatformConfig } from "../platform/configuration.ts";

/** Where an installed platform's configuration is. */
export const installedConfig = "/usr/local/share/provisioning/platform/config.toml";
const dataDirVariable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
/** Where the data is when no place names another. */
export const systemPlace = { source: "the system's directory", path: "/var/lib/provisioning/orchestrator" };
const projectDirs = ["provisioning/platform/orchestrator/data", ".orchestrator/data"];

/**
 * Every variable that finding the data directory may ask for, but those that a platform config's `{{env.X}}` names: where
 * the directory is given, at most the home directory.
 */
export function dataDirVariables(given: DataDirSources["given"]): readonly string[] {
  if (given !== undefined) return given.paths.some(needsHome) ? ["HOME"] : [];
  return [dataDirVariable, "PROVISIONING_ENV", "HOME"];
}

export interface DataDirSources {
  /** What the user says in the call itself: paths or patterns; `list` when it is a list. */
  readonly given?: { readonly paths: readonly string[]; readonly list: boolean } | undefined;
  /** What the user calls that. */
  readonly givenBy: string;
  /** The plugin's own configuration; a path, never a pattern: a command's text alone decides its answer's shape. */
  readonly configured?: string | undefined;
  /** Asked only for what is needed: a name outside `dataDirVariables` only when a platform config refers to it. */
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** The installed platform's config.toml, when not at its documented place; then it must be there. */
  readonly platformConfig?: string | undefined;
  /** Ends the search for what a pattern of `given` matches. */
  readonly signal?: AbortSignal | undefined;
}

/** What decides which configuration of the platform counts. */
export type PlatformSources = Pick<DataDirSources, "env" | "cwd" | "platformConfig">;

interface Looked {
  readonly source: string;
  /** What this place said; null where it said nothing. */
  readonly path: string | null;
}

export interface DataDirs {
  /** Absolute, never empty; whether they exist is for the reader to find out. */
  readonly dirs: readonly string[];
  /** A pattern or a list was given. */
  readonly many: boolean;
  /** Every place asked, in order: the last is where `dirs` come from. */
  readonly looked: readonly Looked[];
  /** The storage backend that the platform's config names, when it was asked and names one that keeps no files. */
  readonly backend: string | undefined;
}

/** One of the places that may say where the data is. */
interface Place {
  readonly source: string;
  /** The path that it names, absolute. */
  readonly look: () => Promise<Named>;
}

interface Named {
  /** Undefined where the place says nothing. */
  readonly path: string | undefined;
  /** In place of `source`, where that is known only now. */
  readonly source?: string;
  readonly backend?: string | undefined;
}

/** Every place but the call itself, in order: the first that names a path wins, else `systemPlace`. */
export function namingPlaces({
  configured,
  env,
  cwd,
  platformConfig,
}: Omit<DataDirSources, "given" | "givenBy">): readonly Place[] {
  const absolute = async (path: string): Promise<string> =>
    expand(path, { cwd, home: needsHome(path) ? await env("HOME") : undefined, about: "data-dir" });
  const settled = async (given: string | undefined): Promise<Named> => ({
    // An empty variable is one that is not set.
    path: given === undefined || given === "" ? undefined : withoutStore(await absolute(given)),
  });
  const installed = async (): Promise<Named> => {
    const { config, dataDir, backend } = await platformOf({ env, cwd, platformConfig });
    return { ...(await settled(dataDir)), source: config, backend };
  };
  return [
    { source: "data_dir in the plugin's configuration", look: () => settled(configured) },
    { source: dataDirVariable, look: async () => settled(await env(dataDirVariable)) },
    { source: platformConfig ?? installedConfig, look: installed },
    { source: `${cwd} and above`, look: () => settled(projectDirAbove(cwd)) },
  ];
}

/**
 * The data directories to read: the first of the call itself, configuration, environment, the platform's config, the nearest
 * project directory above `cwd`, and the system's directory. A place that is given is used even if nothing is there.
 *
 * @throws OrchestratorError what `resolvePaths` throws (`given`), `orch::platform_config` (unreadable, broken or unresolvable)
 */
export async function findDataDirs(sources: DataDirSources): Promise<DataDirs> {
  const { given, givenBy, env, cwd, signal } = sources;
  const looked: Looked[] = [];

  if (given !== undefined) {
    const { paths, list } = given;
    const home = paths.some(needsHome) ? await env("HOME") : undefined;
    const found = await resolvePaths(paths, { cwd, home, kind: "directory", list, about: "data-dir", signal });
    const dirs = [...new Set(found.paths.map(withoutStore))];
    for (const path of dirs) looked.push({ source: givenBy, path });
    return { dirs, many: found.many, looked, backend: undefined };
  }

  let backend: string | undefined;
  for (const place of namingPlaces(sources)) {
    const named = await place.look();
    backend ??= named.backend;
    looked.push({ source: named.source ?? place.source, path: named.path ?? null });
    if (named.path !== undefined) return { dirs: [named.path], many: false, looked, backend };
  }
  looked.push(systemPlace);
  return { dirs: [systemPlace.path], many: false, looked, backend };
}

/**
 * What the platform's configuration says, and where it stands.
 *
 * @throws OrchestratorError `orch::platform_config`
 */
export async function platformOf({
  env,
  cwd,
  platformConfig,
}: PlatformSources): Promise<PlatformConfig & { readonly config: string }> {
  if (platformConfig === "") throw wrongPlatformConfig("platform_config is empty");
  const home = platformConfig !== undefined && needsHome(platformConfig) ? await env("HOME") : undefined;
  const config =
    platformConfig === undefined ? installedConfig : expand(platformConfig, { cwd, home, about: "setting" });
  return { config, ...(await readPlatformConfig(config, { env, cwd, required: platformConfig !== undefined })) };
}

/** Whoever names the daemon's store within a data directory means that directory. */
function withoutStore(path: string): string {
  return basename(path) === layout.store ? dirname(path) : path;
}

function projectDirAbove(start: string): string | undefined {
  for (let directory = start; ; directory = dirname(directory)) {
    const found = projectDirs.map((name) => join(directory, name)).find(isDirectory);
    if (found !== undefined) return found;
    if (dirname(directory) === directory) return undefined;
  }
}

export function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // not to be searched: no project of this user
  }
}
