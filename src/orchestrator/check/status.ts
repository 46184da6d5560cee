import { statSync } from "node:fs";
import { join } from "node:path";
import { layout } from "../data-dir/layout.ts";
import { problem, problemOf, type Problem } from "../problem.ts";
import { contradictions, readStatus, type Counted } from "../status.ts";
import { readTimestamp } from "../timestamp.ts";
import { clockSkew } from "./tasks.ts";

export interface StatusState {
  readonly problems: readonly Problem[];
  /** Milliseconds since 1970 of the last write, by last_check or else by the file system; undefined if there is no file. */
  readonly written: number | undefined;
}

/**
 * Finds the problems of status.json, and where it contradicts the tasks, if these were `counted`. A missing
 * status.json is fine, because then the tasks are counted.
 */
export async function checkStatus(dataDir: string, counted: Counted | undefined, now: number): Promise<StatusState> {
  const path = join(dataDir, layout.statusFile);
  let status;
  try {
    status = await readStatus(dataDir);
  } catch (error) {
    return { problems: [problemOf(error, "bad-status-file", path)], written: undefined };
  }
  if (status === undefined) return { problems: [], written: undefined };
  const problems = [...status.problems];
  const lastCheck = status.lastCheck === null ? undefined : readTimestamp(status.lastCheck)?.ms;
  if (lastCheck !== undefined && lastCheck > now + clockSkew) {
    problems.push(problem("time-in-future", path, `last_check ${status.lastCheck} is in the future`));
  }
  const contradicted = counted === undefined ? [] : contradictions(status, counted);
  if (contradicted.length > 0) problems.push(problem("wrong-counts", path, contradicted.join("; ")));
  return { problems, written: lastCheck ?? writtenAt(path) };
}

// How often the daemon writes status.json is not documented, but five minutes are more than a delay.
const staleAfter = 5 * 60_000;

/** Finds a status.json that is older than the tasks. `lastChange` is the latest time in the past that any task states. */
export function checkStaleness(dataDir: string, { written }: StatusState, lastChange: number): readonly Problem[] {
  if (written === undefined || lastChange <= written + staleAfter) return [];
  const [since, last] = [written, lastChange].map((time) => new Date(time).toISOString());
  const path = join(dataDir, layout.statusFile);
  return [problem("stale-status", path, `was last written at ${since}, but tasks changed at ${last}`)];
}

function writtenAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
