import { OrchestratorError } from "../orchestrator-error.ts";
import { findDataDirs, isDirectory, namingPlaces, systemPlace, type DataDirSources } from "./find.ts";

/** A place that was looked at for a data directory. */
export interface LookedPlace {
  readonly place: string;
  /** What it names; null where it names nothing. */
  readonly path: string | null;
  /** Whether this is where data is read. */
  readonly chosen: boolean;
  /** Whether the path is a directory. */
  readonly exists: boolean;
  /** Why what it names cannot be told: then no place after it is chosen. */
  readonly problem: string | null;
}

/** Every place, in the order in which they are asked, also those that another's word makes needless. */
export async function everyPlace(sources: DataDirSources): Promise<readonly LookedPlace[]> {
  const rows: LookedPlace[] = [];
  let decided = false;
  const add = (place: string, path: string | null, problem: string | null = null): void => {
    rows.push({ place, path, chosen: path !== null && !decided, exists: path !== null && isDirectory(path), problem });
  };
  const failing = async (place: string, look: () => Promise<unknown>): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      add(place, null, error.message);
      decided = true;
    }
  };
  await failing(sources.givenBy, async () => {
    if (sources.given === undefined) return add(sources.givenBy, null);
    for (const { source, path } of (await findDataDirs(sources)).looked) add(source, path);
    decided = true;
  });
  for (const { source, look } of namingPlaces(sources)) {
    await failing(source, async () => {
      const named = await look();
      add(named.source ?? source, named.path ?? null);
      decided ||= named.path !== undefined;
    });
  }
  add(systemPlace.source, systemPlace.path);
  return rows;
}
