import { basename, dirname, join } from "node:path";
import { expand, needsHome } from "../files/patterns/path-pattern.ts";
import { isDirectory } from "../system/file-problem.ts";
import { systemPlace } from "../system/system.ts";
import {
  findPlatformConfig,
  installedConfig,
  platformVariables,
  type PlatformContext,
} from "../platform/configuration.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { isDataDir, layout, systemQueue } from "./layout.ts";

const dataDirVariable = "PROVISIONING_ORCHESTRATOR_DATA_DIR";
const projectDirs = ["provisioning/platform/orchestrator/data", ".orchestrator/data"];

/** The inputs that decide where the data is. */
export interface DataDirContext extends PlatformContext {
  /** The paths or patterns that the call itself gives. `list` is whether they were given as a list. */
  readonly given?: { readonly paths: readonly string[]; readonly list: boolean } | undefined;
  /** The user's name for `given`, such as a flag. */
  readonly givenBy: string;
  readonly settings: PlatformContext["settings"] & {
    /** A path, never a pattern: the shape of an answer depends on the command's text alone. */
    readonly dataDir?: string | undefined;
  };
  /** A signal that stops the search for matches of a pattern in `given`. */
  readonly signal?: AbortSignal | undefined;
}

/** A source that may name the data directory. */
export interface Candidate {
  readonly name: string;
  readonly look: () => Promise<Named>;
}

interface Named {
  /** The absolute path that the candidate names; undefined if it names none. */
  readonly path: string | undefined;
  /** A name that replaces the candidate's, where it becomes known only on looking. */
  readonly name?: string;
  readonly backend?: string | undefined;
}

const systemDir = { name: "the system's directory", path: systemPlace("/var/lib", "provisioning/orchestrator") };

/** The places to look at, in order, when no candidate names a data directory. */
export const systemDirs = [systemDir, { name: "the system's queue", path: systemQueue }];

/** Returns the data directory when no candidate names one: the first of `systemDirs` that has data, or else the first. */
export function chooseSystemDir(): string {
  return (systemDirs.find(({ path }) => isDataDir(path)) ?? systemDir).path;
}

/**
 * Lists the environment variables that finding the data directory may need, other than those that `{{env.X}}` in a
 * platform config names. When the directory is given, only the home directory may be needed.
 */
export function dataDirVariables(given: DataDirContext["given"]): readonly string[] {
  if (given !== undefined) return given.paths.some(needsHome) ? ["HOME"] : [];
  return [dataDirVariable, ...platformVariables];
}

/** Lists all candidates but the call itself, in order. The first that names a path wins, or else `chooseSystemDir`. */
export function candidatesIn(context: Omit<DataDirContext, "given" | "givenBy">): readonly Candidate[] {
  const { settings, env, cwd } = context;
  const absolute = async (path: string): Promise<string> =>
    expand(path, { cwd, home: needsHome(path) ? await env("HOME") : undefined, about: "data-dir" });
  const settled = async (path: string | undefined): Promise<Named> => ({
    // An empty variable counts as unset.
    path: path === undefined || path === "" ? undefined : withoutStore(await absolute(path)),
  });
  const installed = async (): Promise<Named> => {
    const { path, dataDir, backend } = await findPlatformConfig(context);
    if (dataDir instanceof OrchestratorError) throw dataDir;
    const keepsNoFiles = typeof backend === "string" && backend !== "filesystem";
    return { ...(await settled(dataDir)), name: path, backend: keepsNoFiles ? backend : undefined };
  };
  return [
    { name: "data_dir in the plugin's configuration", look: () => settled(settings.dataDir) },
    { name: dataDirVariable, look: async () => settled(await env(dataDirVariable)) },
    { name: settings.platformConfig ?? installedConfig, look: installed },
    { name: `${cwd} and above`, look: () => settled(projectDirAbove(cwd)) },
  ];
}

/**
 * Returns the data directory for a path that may be the daemon's store within it; any other path is returned unchanged.
 */
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
