import { isDirectory } from "../system/file-problem.ts";
import { OrchestratorError } from "../orchestrator-error.ts";
import { candidatesIn, chooseSystemDir, systemDirs, type DataDirContext } from "./candidates.ts";
import { findDataDirs } from "./find.ts";

/** The outcome of asking one candidate for the data directory. */
export interface SurveyedCandidate {
  readonly name: string;
  /** The path that it names; null if it names none. */
  readonly path: string | null;
  /** Whether this is the directory that data is read from. */
  readonly chosen: boolean;
  /** Whether the path is a directory. */
  readonly exists: boolean;
  /** The reason why the candidate cannot tell its path, if so; then no later candidate is chosen. */
  readonly problem: string | null;
}

/** Asks every candidate in order, even those that an earlier one has made irrelevant. */
export async function surveyCandidates(context: DataDirContext): Promise<readonly SurveyedCandidate[]> {
  const rows: SurveyedCandidate[] = [];
  let decided = false;
  const add = (name: string, path: string | null, problem: string | null = null): void => {
    rows.push({ name, path, chosen: path !== null && !decided, exists: path !== null && isDirectory(path), problem });
  };
  const failing = async (name: string, look: () => Promise<unknown>): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!(error instanceof OrchestratorError)) throw error;
      add(name, null, error.message);
      decided = true;
    }
  };
  await failing(context.givenBy, async () => {
    if (context.given === undefined) return add(context.givenBy, null);
    for (const { name, path } of (await findDataDirs(context)).looked) add(name, path);
    decided = true;
  });
  for (const { name, look } of candidatesIn(context)) {
    await failing(name, async () => {
      const named = await look();
      add(named.name ?? name, named.path ?? null);
      decided ||= named.path !== undefined;
    });
  }
  const system = decided ? undefined : chooseSystemDir();
  for (const { name, path } of systemDirs) {
    rows.push({ name, path, chosen: path === system, exists: isDirectory(path), problem: null });
  }
  return rows;
}
