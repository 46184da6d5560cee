import { OrchestratorError } from "../orchestrator-error.ts";
import { problem, type Problem } from "../problem.ts";
import type { DataDirs } from "./find.ts";

/**
 * Does the work for one of the data directories that a call means. Of several, one that cannot be used is a noted problem,
 * and keeps nothing from the others; where only one is meant, its error ends the call.
 */
export function oneOfMany<T>(
  { many }: Pick<DataDirs, "many">,
  dataDir: string,
  work: () => Promise<T>,
  noted: (problem: Problem) => T,
): Promise<T> {
  return many ? orNoted(dataDir, work, noted) : work();
}

/** Does what the answer can be without: what makes the directory unusable is a noted problem. */
export async function orNoted<T>(dataDir: string, work: () => Promise<T>, noted: (problem: Problem) => T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // Where nothing is, the help lists where it looked: of no use for one of several that were named.
    const help = error.about === "data-dir" ? undefined : error.help;
    return noted(problem("unusable-directory", dataDir, error.message, help));
  }
}
