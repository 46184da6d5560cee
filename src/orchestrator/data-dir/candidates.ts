import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expand, needsHome } from "../files/path-pattern.ts";
import { findPlatformConfig, installedConfig, type PlatformContext } from "../platform/configuration.ts";
import { layout } from "./layout.ts";

const dataDirVariable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
const projectDirs = ["provisioning/platform/orchestrator/data", ".orchestrator/data"];

/** What decides where the data is. */
export interface DataDirContext extends PlatformContext {
  /** What the user says in the call itself: paths or patterns; `list` when it is a list. */
  readonly given?: { readonly paths: readonly string[]; readonly list: boolean } | undefined;
  /** What the user calls that. */
  readonly givenBy: string;
  readonly settings: PlatformContext["settings"] & {
    /** A path, never a pattern: a command's text alone decides its answer's shape. */
    readonly dataDir?: string | undefined;
  };
  /** Ends the search for what a pattern of `given` matches. */
  readonly signal?: AbortSignal | undefined;
}

/** Something that may say where the data is. */
export interface Candidate {
  readonly name: string;
  readonly look: () => Promise<Named>;
}

interface Named {
  /** Absolute; undefined where the candidate says nothing. */
  readonly path: string | undefined;
  /** In place of the candidate's, where that is known only now. */
  readonly name?: string;
  readonly backend?: string | undefined;
}

/** Where the data is when no candidate names another directory. */
export const systemDir = { name: "the system's directory", path: "/var/lib/provisioning/orchestrator" };

/**
 * Every variable that finding the data directory may ask for, but those that a platform config's `{{env.X}}` names: where
 * the directory is given, at most the home directory.
 */
export function dataDirVariables(given: DataDirContext["given"]): readonly string[] {
  if (given !== undefined) return given.paths.some(needsHome) ? ["HOME"] : [];
  return [dataDirVariable, "PROVISIONING_ENV", "HOME"];
}

/** All but the call itself, in order: the first that names a path wins, else `systemDir`. */
export function candidatesIn(context: Omit<DataDirContext, "given" | "givenBy">): readonly Candidate[] {
  const { settings, env, cwd } = context;
  const absolute = async (path: string): Promise<string> =>
    expand(path, { cwd, home: needsHome(path) ? await env("HOME") : undefined, about: "data-dir" });
  const settled = async (path: string | undefined): Promise<Named> => ({
    // An empty variable is one that is not set.
    path: path === undefined || path === "" ? undefined : withoutStore(await absolute(path)),
  });
  const installed = async (): Promise<Named> => {
    const { config, dataDir, backend } = await findPlatformConfig(context);
    return { ...(await settled(dataDir)), name: config, backend };
  };
  return [
    { name: "data_dir in the plugin's configuration", look: () => settled(settings.dataDir) },
    { name: dataDirVariable, look: async () => settled(await env(dataDirVariable)) },
    { name: settings.platformConfig ?? installedConfig, look: installed },
    { name: `${cwd} and above`, look: () => settled(projectDirAbove(cwd)) },
  ];
}

/** Whoever names the daemon's store within a data directory means that directory. */
export function withoutStore(path: string): string {
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
