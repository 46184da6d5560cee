import { OrchestratorError } from "../orchestrator-error.ts";
import { problem, type Problem } from "../problem.ts";

/** Does what concerns one data directory where others count too: what makes it unusable is a noted problem. */
export async function orNoted<T>(
  directory: string,
  work: () => Promise<T>,
  noted: (problem: Problem) => T,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    // Where nothing is, the help lists where it looked: of no use for one of several that were named.
    const help = error.about === "data-dir" ? undefined : error.help;
    return noted(problem("unusable-directory", directory, error.message, help));
  }
}
