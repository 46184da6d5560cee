import { orNoted } from "../../orchestrator/data-dir/one-of-many.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { findFutureCheck, findSilence, lastWritten, readStatus } from "../../orchestrator/status.ts";
import { shortTime } from "../call/short-time.ts";

/** What is known of the daemon of one data directory. */
export interface Daemon {
  readonly dir: string;
  readonly text: string;
  /** How much there is to worry about; undefined if there is nothing. */
  readonly severity: Problem["severity"] | undefined;
}

/** Reads what each directory's status.json says of its daemon, as `orch status` does. */
export function readDaemons(dirs: readonly string[], maxSilence: number): Promise<readonly Daemon[]> {
  return Promise.all(
    dirs.map((dir) =>
      orNoted(
        dir,
        () => readDaemon(dir, maxSilence),
        ({ message }): Daemon => ({ dir, text: message, severity: "warning" }),
      ),
    ),
  );
}

async function readDaemon(dir: string, maxSilence: number): Promise<Daemon> {
  const status = await readStatus(dir);
  if (status === undefined) return { dir, text: "unknown, as there is no status.json", severity: undefined };
  const now = Date.now();
  const written = lastWritten(dir, status, now);
  const age = written === null ? undefined : shortTime(now - written.ms);
  if (findSilence(dir, status, written, { now, maxSilence }).length > 0) {
    return { dir, text: `silent for ${age}, though it says running: it may have died`, severity: "error" };
  }
  const state = status.running === null ? "unknown" : status.running ? "running" : "stopped";
  const [first] = [...status.problems, ...findFutureCheck(dir, status, now)];
  const doubt = first === undefined ? "" : `; status.json ${first.message}`;
  return {
    dir,
    text: `${state}, wrote its status ${age === undefined ? "at an unknown time" : `${age} ago`}${doubt}`,
    severity: first && "warning",
  };
}
