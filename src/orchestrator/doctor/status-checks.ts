import { statSync } from "node:fs";
import { join } from "node:path";
import { OrchestratorError } from "../orchestrator-error.ts";
import { contradictions, readStatus } from "../status/status.ts";
import { readTimestamp } from "../timestamp.ts";
import { errorFinding, problemFinding, type Finding } from "./finding.ts";
import { clockSkew } from "./task-checks.ts";

/** What the tasks of a data directory tell; undefined where they could not be read. */
export interface TaskState {
  readonly counts: ReadonlyMap<string, number>;
  /** The last time that any task states and that has passed, in milliseconds since 1970. */
  readonly lastChange: number;
}

// How often the daemon writes status.json is not documented; five minutes without it are no mere delay.
const staleAfter = 5 * 60_000;
const stale = "See whether the daemon runs: it should have written status.json since.";

/** What is wrong with status.json, by itself and beside the tasks. One that is absent is fine: the tasks are counted. */
export async function checkStatus(
  dataDir: string,
  tasks: TaskState | undefined,
  now: number,
): Promise<readonly Finding[]> {
  const path = join(dataDir, "status.json");
  const warning = (code: string, problem: string, help: string): Finding => ({
    severity: "warning",
    code,
    problem,
    path,
    help,
  });
  let status;
  try {
    status = await readStatus(dataDir);
  } catch (error) {
    if (error instanceof OrchestratorError) return [errorFinding(error, path)];
    throw error;
  }
  if (status === undefined) return [];
  const findings = status.problems.map(problemFinding);
  const lastCheck = status.lastCheck === null ? undefined : readTimestamp(status.lastCheck)?.ms;
  if (lastCheck !== undefined && lastCheck > now + clockSkew) {
    const problem = `last_check ${status.lastCheck} is in the future`;
    findings.push(warning("time-in-future", problem, "Set the clock of the daemon's machine, or of this one."));
  }
  if (tasks === undefined) return findings;
  const written = lastCheck ?? writtenAt(path);
  if (written !== undefined && tasks.lastChange > written + staleAfter) {
    const [since, last] = [new Date(written), new Date(tasks.lastChange)].map((time) => time.toISOString());
    findings.push(warning("stale-status", `was last written at ${since}, and tasks changed at ${last}`, stale));
  }
  const contradicted = contradictions(status, tasks.counts);
  if (contradicted.length > 0) {
    findings.push(
      warning("wrong-counts", contradicted.join("; "), "Trust the tasks: `orch status --long` counts them."),
    );
  }
  return findings;
}

function writtenAt(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
