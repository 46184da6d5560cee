import { statSync } from "node:fs";
import { join } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { contradictions, readStatus } from "../status.ts";
import { readTimestamp } from "../timestamp.ts";
import { errorFinding, problemFinding, type Finding } from "./finding.ts";
import { clockSkew } from "./tasks.ts";

export interface StatusState {
  readonly findings: readonly Finding[];
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
  const path = join(dataDir, "status.json");
  let status;
  try {
    status = await readStatus(dataDir);
  } catch (error) {
    if (error instanceof OrchestratorError) return { findings: [errorFinding(error, path)], written: undefined };
    throw error;
  }
  if (status === undefined) return { findings: [], written: undefined };
  const findings = status.problems.map(problemFinding);
  const lastCheck = status.lastCheck === null ? undefined : readTimestamp(status.lastCheck)?.ms;
  if (lastCheck !== undefined && lastCheck > now + clockSkew) {
    const problem = `last_check ${status.lastCheck} is in the future`;
    findings.push(warning(path, "time-in-future", problem, "Set the clock of the daemon's machine, or of this one."));
  }
  const contradicted = counts === undefined ? [] : contradictions(status, counts);
  if (contradicted.length > 0) {
    const help = "Trust the tasks, which `orch status --long` counts, and see whether the daemon runs.";
    findings.push(warning(path, "wrong-counts", contradicted.join("; "), help));
  }
  return { findings, written: lastCheck ?? writtenAt(path) };
}

// How often the daemon writes status.json is not documented; five minutes without it are no mere delay.
const staleAfter = 5 * 60_000;

/** Whether the tasks went on without status.json. `lastChange` is the last time that any of them states and that has passed. */
export function checkStaleness(dataDir: string, { written }: StatusState, lastChange: number): readonly Finding[] {
  if (written === undefined || lastChange <= written + staleAfter) return [];
  const [since, last] = [written, lastChange].map((time) => new Date(time).toISOString());
  const problem = `was last written at ${since}, and tasks changed at ${last}`;
  const help = "See whether the daemon runs: it should have written status.json since.";
  return [warning(join(dataDir, "status.json"), "stale-status", problem, help)];
}

function warning(path: string, code: string, problem: string, help: string): Finding {
  return { severity: "warning", code, problem, path, help };
}

function writtenAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
