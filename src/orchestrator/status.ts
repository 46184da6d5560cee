import { join } from "node:path";
import { layout } from "./data-dir/layout.ts";
import { OrchestratorError } from "./orchestrator-error.ts";
import { causeOf, noteOn, problem, type Note, type Problem } from "./problem.ts";
import { readSettledJsonFile } from "./files/json-file.ts";
import { isNot, quoteJson } from "./text/printable.ts";
import { isRecord, readDate } from "./text/record-fields.ts";
import { sentences } from "./text/sentences.ts";

/** The orchestrator's state; null where nothing is known. */
export interface Status {
  readonly running: boolean | null;
  readonly tasksPending: number | null;
  readonly tasksRunning: number | null;
  readonly tasksCompleted: number | null;
  readonly tasksFailed: number | null;
  readonly tasksCancelled: number | null;
  /** RFC 3339 with offset. */
  readonly lastCheck: string | null;
  readonly version: string | null;
  /** The file's fields as it has them; none where the state comes from the tasks. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Fields that are not as they should be, and so null above, or that may mean something else than they say. */
  readonly problems: readonly Problem[];
}

/**
 * Reads `<dataDir>/status.json`, and only that. Undefined when it is not there. Read afresh each time: it is one small
 * file, and no cheaper test tells for sure that it did not change.
 *
 * @throws OrchestratorError `orch::bad_status_file` when it is there and is no JSON record
 */
export async function readStatus(dataDir: string): Promise<Status | undefined> {
  const path = join(dataDir, layout.statusFile);
  const file = await readSettledJsonFile(path);
  if (file.kind === "absent") return undefined;
  if (file.kind === "broken") throw bad(file.problem);
  if (!isRecord(file.value)) {
    throw bad(problem("not-a-record", path, `holds ${quoteJson(file.value)} where a record should be`));
  }
  return statusOf(file.value, path, file.problem === undefined ? [] : [file.problem]);
}

// The one whose fields are known; what is called alike in another may mean something else.
const knownMajor = "3";

// By hand: a schema library would cost as much to load as everything else that this answer needs.
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

/** The version, of which one of another major is noted: what can be understood of such a file is still shown. */
function knownVersion(version: string | null, note: Note): string | null {
  const major = version === null ? undefined : /^\s*v?(\d+)/.exec(version)?.[1];
  if (major !== undefined && major !== knownMajor) {
    const known = `this plugin knows only ${knownMajor}.x`;
    note("unknown-version", `version is ${quoteJson(version)}, and ${known}: what it understands is shown`);
  }
  return version?.toWellFormed() ?? null;
}

/** The state as far as the tasks tell it, where there is no status.json: whether the daemon runs is unknown. */
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

/** Whether a count that the status states is not what the tasks show; what it does not state contradicts nothing. */
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

/** Each count in question: `tasks_pending is 4 and the tasks show 3`. */
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
