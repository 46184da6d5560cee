import { join } from "node:path";
import { compareCheckpoints, readCheckpoints, type Checkpoint, type Checkpoints } from "./checkpoints.ts";
import type { DataDirs } from "../data-dir/find.ts";
import { layout } from "../data-dir/layout.ts";
import { oneOfMany } from "../data-dir/one-of-many.ts";
import type { Problem } from "../problem.ts";

/** A checkpoint, and the data directory that it was found in, as it was asked for. */
export interface ListedCheckpoint extends Checkpoint {
  readonly dataDir: string;
}

/** The checkpoints of several directories. */
export interface CheckpointListing extends Checkpoints {
  readonly checkpoints: readonly ListedCheckpoint[];
  /** Those of the problems for which a whole directory cannot be used, so that none of its checkpoints is known. */
  readonly unusable: readonly Problem[];
}

/** Reads the checkpoints of a directory that belongs to a data directory. */
export async function listCheckpointsIn(directory: string, dataDir: string): Promise<CheckpointListing> {
  const { exists, checkpoints, problems } = await readCheckpoints(directory);
  return { exists, checkpoints: checkpoints.map((each) => Object.assign(each, { dataDir })), problems, unusable: [] };
}

/**
 * Reads the checkpoints of all data directories and sorts them into one list. `refuse` may throw for a directory.
 *
 * @throws OrchestratorError for the only directory: `orch::unreadable_directory`, and what `refuse` throws. Of several, one
 * that cannot be used is a problem
 */
export async function listCheckpoints(
  found: Pick<DataDirs, "dirs" | "many">,
  refuse: (dataDir: string) => void = () => {},
): Promise<CheckpointListing> {
  const list = async (dataDir: string) => {
    refuse(dataDir);
    return listCheckpointsIn(join(dataDir, layout.checkpoints), dataDir);
  };
  const listings = await Promise.all(found.dirs.map((dir) => oneOfMany(found, dir, () => list(dir), noneFor)));
  return {
    exists: listings.some(({ exists }) => exists),
    checkpoints: listings.flatMap(({ checkpoints }) => checkpoints).sort(compareCheckpoints),
    problems: listings.flatMap(({ problems }) => problems),
    unusable: listings.flatMap(({ unusable }) => unusable),
  };
}

function noneFor(problem: Problem): CheckpointListing {
  return { exists: false, checkpoints: [], problems: [problem], unusable: [problem] };
}
