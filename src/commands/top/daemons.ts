import { orNoted } from "../../orchestrator/data-dir/one-of-many.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { findFutureCheck, findSilence, lastWritten, readStatus, type Status } from "../../orchestrator/status.ts";
import { shortTime } from "../text/short-time.ts";

/** What is known of the daemon of one data directory. */
export interface Daemon {
  readonly dir: string;
  readonly text: string;
  /** How much there is to worry about; undefined if there is nothing. */
  readonly severity: Problem["severity"] | undefined;
}

/** What a directory's status.json says, or why it cannot be read. Neither is there if there is no such file. */
interface StatusFile {
  readonly dir: string;
  readonly status?: Status | undefined;
  readonly failure?: string;
}

/** Reads the status.json of each directory. */
export function readStatusFiles(dirs: readonly string[]): Promise<readonly StatusFile[]> {
  return Promise.all(
    dirs.map((dir) =>
      orNoted<StatusFile>(
        dir,
        async () => ({ dir, status: await readStatus(dir) }),
        ({ message }) => ({ dir, failure: message }),
      ),
    ),
  );
}

/** Tells what status.json says of the daemon by now, as `orch status` does. */
export function daemonOf({ dir, status, failure }: StatusFile, maxSilence: number): Daemon {
  if (failure !== undefined) return { dir, text: failure, severity: "warning" };
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
