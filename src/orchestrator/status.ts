import { join } from "node:path";
import { layout } from "./data-dir/layout.ts";
import { OrchestratorError } from "./orchestrator-error.ts";
import { causeOf, noteOn, problem, type Note, type Problem } from "./problem.ts";
import { readSettledJsonFile } from "./files/json-file.ts";
import { repeatedKeys } from "./files/repeated-keys.ts";
import { isNot, quoteJson } from "./text/printable.ts";
import { isRecord, readDate } from "./text/record-fields.ts";
import { sentences } from "./text/sentences.ts";

/** The orchestrator's state. Fields that are not known are null. */
export interface Status {
  readonly running: boolean | null;
  readonly tasksPending: number | null;
  readonly tasksRunning: number | null;
  readonly tasksCompleted: number | null;
  readonly tasksFailed: number | null;
  readonly tasksCancelled: number | null;
  /** The time of the last check, in RFC 3339 with an offset. */
  readonly lastCheck: string | null;
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
  if (file.kind === "absent") return undefined;
  if (file.kind === "broken") throw bad(file.problem);
  if (!isRecord(file.value)) {
    throw bad(problem("not-a-record", path, `holds ${quoteJson(file.value)} where a record should be`));
  }
  const problems = [file.problem ?? [], await repeatedKeys(path, file.text)].flat();
  return statusOf(file.value, path, problems);
}

// The major version whose fields are known. Fields of the same name in another one may mean something else.
const knownMajor = "3";

// The fields are checked by hand: loading a schema library would cost as much as the rest of the answer.
function statusOf(raw: Readonly<Record<string, unknown>>, path: string, problems: Problem[]): Status {
  const note = noteOn(path, problems);
  const field = <T>(name: string, expected: string, is: (value: unknown) => value is T): T | null => {
    const value = raw[name];
    if (value === undefined || value === null) return null;
    if (is(value)) return value;
    note("bad-field", `${isNot(name, value, expected)}: taken as missing`);
    return null;
  };
  const count = (name: string) => field(name, "a count", isCount);
  return {
    running: field("running", "a boolean", (value) => typeof value === "boolean"),
    tasksPending: count("tasks_pending"),
    tasksRunning: count("tasks_running"),
    tasksCompleted: count("tasks_completed"),
    tasksFailed: count("tasks_failed"),
    tasksCancelled: count("tasks_cancelled"),
    lastCheck: readDate(raw["last_check"], "last_check", note)?.text ?? null,
    version: knownVersion(
      field("version", "a text", (value) => typeof value === "string"),
      note,
    ),
    raw,
    problems,
  };
}

/** Returns the version, and notes an unknown major one: whatever can be understood of such a file is still shown. */
function knownVersion(version: string | null, note: Note): string | null {
  const major = version === null ? undefined : /^\s*v?(\d+)/.exec(version)?.[1];
  if (major !== undefined && major !== knownMajor) {
    const known = `this plugin knows only ${knownMajor}.x`;
    note("unknown-version", `version is ${quoteJson(version)}, and ${known}: what it understands is shown`);
  }
  return version?.toWellFormed() ?? null;
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

/** Returns whether any count differs from what the tasks show. One that the status does not state never differs. */
export function contradicts(status: Status, counts: ReadonlyMap<string, number>): boolean {
  return contradictions(status, counts).length > 0;
}

const countFields = [
  ["tasks_pending", "tasksPending"],
  ["tasks_running", "tasksRunning"],
  ["tasks_completed", "tasksCompleted"],
  ["tasks_failed", "tasksFailed"],
  ["tasks_cancelled", "tasksCancelled"],
] as const;

/** Describes each count that differs, such as `tasks_pending is 4 and the tasks show 3`. */
export function contradictions(status: Status, counts: ReadonlyMap<string, number>): readonly string[] {
  const shown = statusFromCounts(counts);
  return countFields
    .filter(([, field]) => status[field] !== null && status[field] !== shown[field])
    .map(([name, field]) => `${name} is ${status[field]} and the tasks show ${shown[field]}`);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function bad(found: Problem): OrchestratorError {
  const fallback = causeOf(found) === "content" ? "Without it the counts come from the task files." : undefined;
  return new OrchestratorError(`Cannot read the status file ${found.path}: ${found.message}`, {
    about: "data",
    code: "orch::bad_status_file",
    help: sentences(found.help, fallback),
  });
}
