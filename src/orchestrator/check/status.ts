import { statSync } from "node:fs";
import { join } from "node:path";
import { layout } from "../data-dir/layout.ts";
import { problem, problemOf, type Problem } from "../problem.ts";
import { contradictions, readStatus } from "../status.ts";
import { readTimestamp } from "../timestamp.ts";
import { clockSkew } from "./tasks.ts";

export interface StatusState {
  readonly problems: readonly Problem[];
  /** When it was last written, by its own account or else the file system's; undefined where it is not there. */
  readonly written: number | undefined;
}

/**
 * What is wrong with status.json, by itself and beside the tasks' `counts`, unless these are not known. One that is absent
 * is fine: the tasks are counted.
 */
export async function checkStatus(
  dataDir: string,
  counts: ReadonlyMap<string, number> | undefined,
  now: number,
): Promise<StatusState> {
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
  const contradicted = counts === undefined ? [] : contradictions(status, counts);
  if (contradicted.length > 0) problems.push(problem("wrong-counts", path, contradicted.join("; ")));
  return { problems, written: lastCheck ?? writtenAt(path) };
}

// How often the daemon writes status.json is not documented; five minutes without it are no mere delay.
const staleAfter = 5 * 60_000;

/** Whether the tasks went on without status.json. `lastChange` is the last time that any of them states and that has passed. */
export function checkStaleness(dataDir: string, { written }: StatusState, lastChange: number): readonly Problem[] {
  if (written === undefined || lastChange <= written + staleAfter) return [];
  const [since, last] = [written, lastChange].map((time) => new Date(time).toISOString());
  const path = join(dataDir, layout.statusFile);
  return [problem("stale-status", path, `was last written at ${since}, and tasks changed at ${last}`)];
}

function writtenAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
