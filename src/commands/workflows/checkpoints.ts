import { join } from "node:path";
import type { CommandCall, Paths } from "nu-plugin";
import { listCheckpoints } from "../../orchestrator/checkpoints/listing.ts";
import type { Checkpoints } from "../../orchestrator/checkpoints/checkpoints.ts";
import type { DataDirContext } from "../../orchestrator/data-dir/candidates.ts";
import { isDirectory } from "../../orchestrator/system/file-problem.ts";
import { findDataDirs } from "../../orchestrator/data-dir/find.ts";
import { layout } from "../../orchestrator/data-dir/layout.ts";
import { dataDirNotFound, otherBackend } from "../../orchestrator/data-dir/not-found.ts";
import { platformProblem } from "../../orchestrator/platform/usable.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { withConsequence } from "../../orchestrator/checkpoints/progress.ts";
import type { CallEnvironment } from "../call/environment.ts";

/** All checkpoints that are found, latest first. */
export interface FoundCheckpoints {
  /** Undefined if some place of checkpoints cannot be read, so that none of its checkpoints is known. */
  readonly found: Pick<Checkpoints, "checkpoints" | "problems"> | undefined;
  /** Where they were looked for. */
  readonly directories: readonly string[];
  /** What keeps them from being found. */
  readonly problems: readonly Problem[];
  /** Whether several data directories were read. */
  readonly many: boolean;
}

interface Wanted extends Pick<CommandCall, "signal"> {
  /** The data directories that the call names. */
  readonly given: Paths | undefined;
  /** Whether the call makes no sense without a data directory. */
  readonly needed: boolean;
}

/**
 * Finds the checkpoints for a command that can mostly do without data. A data directory that nobody names may be missing,
 * unless it is needed; one that the call names must be there.
 *
 * @throws OrchestratorError for `given`, as `findDataDirs` does, and `orch::no_data_dir`
 */
export async function lookForCheckpoints(
  environment: CallEnvironment,
  { given, needed, signal }: Wanted,
): Promise<FoundCheckpoints> {
  const context: DataDirContext = { ...environment, given, givenBy: "--data-dir", signal };
  let dirs;
  try {
    dirs = await findDataDirs(context);
  } catch (error) {
    if (given !== undefined) throw error;
    const problems = [platformProblem(error, environment)].map(withConsequence);
    return { found: undefined, directories: [], problems, many: false };
  }
  const { many, backend } = dirs;
  const missing = given === undefined && !needed ? undefined : dirs.dirs.find((dir) => !isDirectory(dir));
  if (missing !== undefined) throw dataDirNotFound(missing, dirs);
  const directories = dirs.dirs.map((dir) => join(dir, layout.checkpoints));
  // Where one place of checkpoints is unknown a later checkpoint may be there, so that none of the others counts.
  const { unusable, exists, ...found } = await listCheckpoints({ dirs: dirs.dirs, many: true });
  if (unusable.length > 0) return { found: undefined, directories, problems: unusable.map(withConsequence), many };
  const [first] = dirs.dirs;
  if (first !== undefined && backend !== undefined && !exists) {
    return { found: undefined, directories, problems: [withConsequence(otherBackend(first, backend))], many };
  }
  return { found, directories, problems: [], many };
}
