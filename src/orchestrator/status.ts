import { lstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { layout } from "./data-dir/layout.ts";
import { OrchestratorError } from "./orchestrator-error.ts";
import { readFileRecord } from "./records/file-record.ts";
import { futureProblems, statedTime } from "./future.ts";
import { causeOf, noteOn, problem, type Note, type Problem } from "./problem.ts";
import { fileProblem, isAbsent, oddityAt } from "./system/file-problem.ts";
import { readSettledJsonFile } from "./files/json-file.ts";
import { repeatedKeys } from "./files/repeated-keys.ts";
import { countOf } from "./text/numeral.ts";
import { quoteJson } from "./text/printable.ts";
import { readDate } from "./records/record-fields.ts";
import { sentences } from "./text/sentences.ts";
import { isFuture, nanosecondsBetween, type Timestamp } from "./timestamp.ts";

/** The orchestrator's state. Fields that are not known are null. */
export interface Status {
  readonly running: boolean | null;
  readonly tasksPending: number | null;
  readonly tasksRunning: number | null;
  readonly tasksCompleted: number | null;
  readonly tasksFailed: number | null;
  readonly tasksCancelled: number | null;
  readonly lastCheck: Timestamp | null;
  readonly version: string | null;
  /** The file's fields, unchanged; empty if the state was derived from the tasks. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Problems with fields that are invalid, and so null above, or that may not mean what they say. */
  readonly problems: readonly Problem[];
}

/**
 * Reads `<dataDir>/status.json` and nothing else, and returns undefined if it does not exist. It is never cached: it is
 * one small file, and no cheaper test can tell for sure that it has not changed.
 *
 * @throws OrchestratorError `orch::bad_status_file` when the file exists and is not a JSON record
 */
export async function readStatus(dataDir: string): Promise<Status | undefined> {
  const path = join(dataDir, layout.statusFile);
  const file = await readSettledJsonFile(path);
  if (file.kind === "absent") {
    // A link to nothing is there and cannot be read.
    const found = oddityOf(path);
    if (found !== undefined) throw bad(found);
    return undefined;
  }
  if (file.kind === "broken") throw bad(file.problem);
  const { record, problem: found } = readFileRecord(file.value, path, "status");
  if (record === undefined) throw bad(found);
  const problems = [file.problem ?? [], repeatedKeys(path, file.text), found ?? []].flat();
  return { ...(await readFields(record, noteOn(path, problems))), problems };
}

/** Returns why what could not be opened is there all the same; undefined if nothing is. */
function oddityOf(path: string): Problem | undefined {
  try {
    const entry = lstatSync(path, { throwIfNoEntry: false });
    return entry && oddityAt(path, entry);
  } catch (error) {
    return isAbsent(error) ? undefined : fileProblem(path, error);
  }
}

const countFields = [
  ["tasks_pending", "tasksPending"],
  ["tasks_running", "tasksRunning"],
  ["tasks_completed", "tasksCompleted"],
  ["tasks_failed", "tasksFailed"],
  ["tasks_cancelled", "tasksCancelled"],
] as const;
const fields = [["running", "running"], ...countFields, ["last_check", "lastCheck"], ["version", "version"]] as const;

/** Reads the fields that are what they should be. What is wrong with any other one is for the schema to say. */
async function readFields(raw: Readonly<Record<string, unknown>>, note: Note): Promise<Omit<Status, "problems">> {
  const count = (name: string) => countOf(raw[name], Number.MAX_SAFE_INTEGER) ?? null;
  const status = {
    running: typeof raw["running"] === "boolean" ? raw["running"] : null,
    tasksPending: count("tasks_pending"),
    tasksRunning: count("tasks_running"),
    tasksCompleted: count("tasks_completed"),
    tasksFailed: count("tasks_failed"),
    tasksCancelled: count("tasks_cancelled"),
    lastCheck: readDate(raw["last_check"], "last_check", note) ?? null,
    version: typeof raw["version"] === "string" ? raw["version"].toWellFormed() : null,
    raw,
  };
  const stated = fields.filter(([name]) => raw[name] !== undefined && raw[name] !== null);
  if (stated.length === 0)
    note("no-status-fields", "has no field of a status, such as running, tasks_pending or last_check");
  if (stated.some(([, field]) => status[field] === null)) {
    // Loading it for every file would make the first answer take twice as long.
    const { fieldIssues, statusFields } = await import("./records/record-schemas.ts");
    for (const { message } of fieldIssues(statusFields, raw)) note("bad-field", `${message}: taken as missing`);
  }
  noteUnknownVersion(status.version, note);
  return status;
}

// The documents name versions of 2, 3 and 5. Fields of the same name in one before or after may mean something else.
const knownMajors = ["2", "3", "4", "5"];

/** Notes an unknown major version: whatever can be understood of such a file is still shown. */
function noteUnknownVersion(version: string | null, note: Note): void {
  const major = version === null ? undefined : /^\s*v?(\d+)/i.exec(version)?.[1];
  if (major === undefined || knownMajors.includes(major)) return;
  const known = `this plugin knows only ${knownMajors[0]}.x to ${knownMajors.at(-1)}.x`;
  note("unknown-version", `version is ${quoteJson(version)}, and ${known}: what it understands is shown`);
}

/**
 * Returns the nanoseconds since the last check: 0 if it is ahead of `now`, in milliseconds since 1970, by no more than two
 * clocks may differ; null if it is further ahead, or unknown.
 */
export function silentFor({ lastCheck }: Pick<Status, "lastCheck">, now: number): bigint | null {
  if (lastCheck !== null && lastCheck.ms > now && !isFuture(lastCheck, now)) return 0n;
  return nanosecondsBetween(lastCheck ?? undefined, { ms: now, ns: 0 });
}

/** Finds a last check that is in the future. `now` is in milliseconds since 1970. */
export function findFutureCheck(dataDir: string, { lastCheck }: Pick<Status, "lastCheck">, now: number): Problem[] {
  return futureProblems(join(dataDir, layout.statusFile), statedTime("last_check", lastCheck), now);
}

/** How long a daemon that runs may write nothing. All times are in milliseconds. */
export interface AgeLimit {
  readonly now: number;
  readonly maxSilence: number;
}

/**
 * Returns when a status was last written: at its last check, or by the file system where it has none that can be right. It is
 * null if the file is gone.
 */
export function lastWritten(dataDir: string, { lastCheck }: Pick<Status, "lastCheck">, now: number): Written | null {
  if (lastCheck !== null && !isFuture(lastCheck, now)) return lastCheck;
  const ms = statSync(join(dataDir, layout.statusFile), { throwIfNoEntry: false })?.mtimeMs;
  return ms === undefined ? null : { ms, text: new Date(ms).toISOString() };
}

type Written = Pick<Timestamp, "ms" | "text">;

/** Finds a status that says that the daemon runs, although it was written, at `written`, too long ago for that. */
export function findSilence(
  dataDir: string,
  { running }: Pick<Status, "running">,
  written: Written | null,
  { now, maxSilence }: AgeLimit,
): readonly Problem[] {
  if (running !== true || written === null || now - written.ms <= maxSilence) return [];
  const message = `says running, but was last written at ${written.text}`;
  return [problem("stale-status", join(dataDir, layout.statusFile), message)];
}

/** Derives the state from the tasks where there is no status.json. They do not tell whether the daemon is running. */
export function statusFromCounts(counts: ReadonlyMap<string, number>): Status {
  return {
    running: null,
    tasksPending: counts.get("pending") ?? 0,
    tasksRunning: counts.get("running") ?? 0,
    tasksCompleted: counts.get("completed") ?? 0,
    tasksFailed: counts.get("failed") ?? 0,
    tasksCancelled: counts.get("cancelled") ?? 0,
    lastCheck: null,
    version: null,
    raw: {},
    problems: [],
  };
}

/** The number of tasks by phase, and what cannot be read: each file may hold one more of any phase. */
export interface TaskCounts {
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: readonly unknown[];
}

/**
 * Describes each count that the tasks contradict, such as `tasks_pending is 4 and the tasks show 3`. One that the status
 * does not state is never contradicted, nor are any that the unread files may explain.
 */
export function contradictions(status: Status, { counts, unread }: TaskCounts): readonly string[] {
  const shown = statusFromCounts(counts);
  const differences = countFields
    .map(([name, field]) => ({ name, stated: status[field] ?? shown[field] ?? 0, found: shown[field] ?? 0 }))
    .filter(({ stated, found }) => stated !== found);
  const missing = differences.reduce((sum, { stated, found }) => sum + Math.max(0, stated - found), 0);
  const beside = unread.length === 0 ? "" : ` beside ${unread.length} that cannot be read`;
  return differences
    .filter(({ stated, found }) => found > stated || missing > unread.length)
    .map(({ name, stated, found }) => `${name} is ${stated} and the tasks show ${found}${beside}`);
}

/**
 * Returns whether the tasks contradict the status; null where that cannot be told, as not all of them could be read.
 */
export function contradicts(status: Status, counted: TaskCounts): boolean | null {
  if (contradictions(status, counted).length > 0) return true;
  return counted.unread.length === 0 ? false : null;
}

function bad(found: Problem): OrchestratorError {
  const fallback = causeOf(found) === "content" ? "Without it the counts come from the task files." : undefined;
  return new OrchestratorError(`Cannot read the status file ${found.path}: ${found.message}`, {
    about: "data",
    code: "orch::bad_status_file",
    help: sentences(found.help, fallback),
  });
}
