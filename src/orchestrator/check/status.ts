import { join } from "node:path";
import { layout } from "../data-dir/layout.ts";
import { problem, problemOf, type Problem } from "../problem.ts";
import {
  contradictions,
  findFutureCheck,
  findSilence,
  lastWritten,
  readStatus,
  type AgeLimit,
  type TaskCounts,
} from "../status.ts";

export interface StatusState {
  readonly problems: readonly Problem[];
  /**
   * Milliseconds since 1970 of the last write, by last_check or else by the file system; undefined if there is no file, and
   * if that was too long ago in any case.
   */
  readonly written: number | undefined;
}

/**
 * Finds the problems of status.json, and where it contradicts the tasks, if these were `counted`. A missing
 * status.json is fine, because then the tasks are counted.
 */
export async function checkStatus(
  dataDir: string,
  counted: TaskCounts | undefined,
  limit: AgeLimit,
): Promise<StatusState> {
  const path = join(dataDir, layout.statusFile);
  let status;
  try {
    status = await readStatus(dataDir);
  } catch (error) {
    return { problems: [problemOf(error, "bad-status-file", path)], written: undefined };
  }
  if (status === undefined) return { problems: [], written: undefined };
  const problems = [...status.problems, ...findFutureCheck(dataDir, status, limit.now)];
  const contradicted = counted === undefined ? [] : contradictions(status, counted);
  if (contradicted.length > 0) problems.push(problem("wrong-counts", path, contradicted.join("; ")));
  const written = lastWritten(dataDir, status, limit.now);
  const silence = findSilence(dataDir, status, written, limit);
  return { problems: [...problems, ...silence], written: silence.length > 0 ? undefined : written?.ms };
}

/**
 * Finds a status.json that is too far behind the tasks. `lastChange` is the latest time in the past that any task states.
 */
export function checkStaleness(
  dataDir: string,
  { written }: StatusState,
  lastChange: number,
  { maxSilence }: AgeLimit,
): readonly Problem[] {
  if (written === undefined || lastChange <= written + maxSilence) return [];
  const [since, last] = [written, lastChange].map((time) => new Date(time).toISOString());
  const path = join(dataDir, layout.statusFile);
  return [problem("stale-status", path, `was last written at ${since}, but tasks changed at ${last}`)];
}
