import { OrchestratorError } from "../orchestrator-error.ts";
import { problem, type Problem } from "../problem.ts";
import type { DataDirs } from "./find.ts";

/** Makes of a directory's problem what stands for its data. `isThere` is whether it has data that cannot be read. */
type Noted<T> = (problem: Problem, isThere: boolean) => T;

/**
 * Does the work for one of the data directories that a call reads. If there are several, one that cannot be used is
 * noted as a problem, and the others are read all the same. If there is only one, its error ends the call.
 */
export function oneOfMany<T>(
  { many }: Pick<DataDirs, "many">,
  dataDir: string,
  work: () => Promise<T>,
  noted: Noted<T>,
): Promise<T> {
  return many ? orNoted(dataDir, work, noted) : work();
}

/** Does work that the answer can do without: an error that makes the directory unusable is noted as a problem. */
export async function orNoted<T>(dataDir: string, work: () => Promise<T>, noted: Noted<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // For a directory that has no data the help lists where it was looked for, which is of no use if it was named.
    const isThere = error.about !== "data-dir";
    return noted(problem("unusable-directory", dataDir, error.message, isThere ? error.help : undefined), isThere);
  }
}
