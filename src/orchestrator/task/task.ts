import type { Json } from "../files/json-file.ts";
import { pathIn } from "../system/system.ts";
import { noteOn, type Note, type Problem } from "../problem.ts";
import { isNumber, Numeral } from "../text/numeral.ts";
import { isNot, quoteJson } from "../text/printable.ts";
import { idOfFile } from "../data-dir/layout.ts";
import { isRecord, readDate, readId, textOrJson } from "../records/record-fields.ts";
import { numberBetween } from "../timestamp.ts";
import { idOf, taskFields } from "./fields.ts";
import { phases, statusName } from "./phase.ts";
import { priorityWord, priorityWords, type Priority } from "./priority.ts";
import { workflowOf } from "./workflow.ts";

/** A task as the index keeps it: what listing, ordering and filtering need, and no long texts. */
export interface Task {
  readonly id: string;
  readonly name: string | null;
  /** The file's word for its status, in lower case; `unknown` if the file has none. */
  readonly status: string;
  /** The time of creation in RFC 3339 with an offset, as it was written if that was valid. */
  readonly createdAt: string | null;
  /**
   * The time of creation in whole milliseconds since 1970 in UTC; Infinity if there is none, so that the task sorts
   * last.
   */
  readonly createdMs: number;
  /** The nanoseconds of the time of creation below the millisecond. */
  readonly createdNs: number;
  /** The priority, a safe integer or a word. */
  readonly priority: Priority;
  /** The daemon's queue entry, if there is one. */
  readonly queueEntry: QueueEntry | undefined;
  /** The workflow that `workflowOf` finds; null if nothing names one. */
  readonly workflow: string | null;
  /** The ids that it depends on: null if it states none, undefined if what it states cannot be understood. */
  readonly dependencies: readonly string[] | null | undefined;
  /** The times of its start and of its end, as `createdAt`. */
  readonly startedAt: string | null;
  readonly completedAt: string | null;
  /** The number as the file has it. The documents say 0 to 100. */
  readonly progress: number | Numeral | null;
  /** The nanoseconds from created_at to started_at; null if one is missing or they make no duration. */
  readonly waitTime: number | null;
  /** The nanoseconds from started_at to completed_at; null as above. */
  readonly executionTime: number | null;
  /** The time of completion in whole milliseconds since 1970; null if the task has not ended. */
  readonly completedMs: number | null;
  /** The directory of the task's file, as an absolute path. */
  readonly directory: string;
  readonly fileName: string;
  /** The data directory that the task was found in, as it was asked for. */
  readonly dataDir: string;
}

/** Returns the absolute path of a task's file. The index keeps none, as 100,000 of them take 9 MB. */
export function pathOf({ directory, fileName }: Pick<Task, "directory" | "fileName">): string {
  return pathIn(directory, fileName);
}

/** Whether two tasks are of one file, read at different times. */
export function isOfSameFile(a: Task, b: Task): boolean {
  return a.fileName === b.fileName && a.directory === b.directory;
}

/** Returns a key shared by all files that a directory has of one id. No path can hold the character in between. */
export function keyOf({ dataDir, id }: Pick<Task, "dataDir" | "id">): string {
  return `${dataDir}\0${id}`;
}

// One string is shared for each usual spelling, so that 100,000 tasks need no 100,000 copies of "pending".
const spellings = new Map(
  phases.flatMap((status) => [
    [status, status],
    [`${status.charAt(0).toUpperCase()}${status.slice(1)}`, status],
  ]),
);

/** Where a task is from. */
export type TaskFile = Pick<Task, "directory" | "fileName" | "dataDir" | "queueEntry">;

/**
 * Reads a task from its file's JSON. A field that is not as it should be becomes null and adds a problem to `problems`.
 * Returns undefined when `value` holds no task at all. It is written by hand because it runs for each of 100,000 files,
 * and takes a tenth of the time that a schema library takes.
 */
export function readTask(
  value: Json,
  file: TaskFile & {
    /** The texts to share between tasks, so that 100,000 tasks of one workflow need no 100,000 copies of its name. */
    readonly shared?: SharedTexts;
    /** Returns the copy of an id that the task of this id has, so that those who depend on it need none of their own. */
    readonly ownId?: (id: string) => string;
  },
  problems: Problem[],
): Task | undefined {
  const path = pathOf(file);
  const note = noteOn(path, problems);
  const fields = taskFields(value, path, problems);
  if (fields === undefined) return undefined;
  const created = readDate(fields["created_at"], "created_at", note);
  const started = readDate(fields["started_at"], "started_at", note);
  const completed = readDate(fields["completed_at"], "completed_at", note);
  const { queueEntry, shared } = file;
  // The queue entry's priority counts if it can be read, otherwise the task's own.
  const priority = queueEntry?.priority ?? readPriority(fields["priority"], note);
  return {
    id: readId(idOf(fields), "id", note) ?? idOfFile(file.fileName),
    name: textOrJson(fields["name"]),
    status: readStatusName(fields["status"], note),
    createdAt: created?.text ?? null,
    createdMs: created?.ms ?? Infinity,
    createdNs: created?.ns ?? 0,
    priority,
    queueEntry,
    workflow: shareText(workflowOf(fields), shared),
    dependencies: readDependencies(fields["dependencies"], note, file.ownId),
    startedAt: started?.text ?? null,
    completedAt: completed?.text ?? null,
    progress: readProgress(fields["progress"], note),
    waitTime: numberBetween(created, started),
    executionTime: numberBetween(started, completed),
    completedMs: completed?.ms ?? null,
    directory: file.directory,
    fileName: file.fileName,
    dataDir: file.dataDir,
  };
}

/** What a queue entry states: a priority, null if there is none, and what its file has in that place (`raw`). */
export interface QueueEntry {
  readonly priority: Priority;
  readonly raw: unknown;
}

/** Stands for an entry that is there and cannot be read. */
export const unreadEntry: QueueEntry = { priority: null, raw: undefined };

/** Reads a queue entry. Returns undefined when `value` is no record at all. */
export function readQueueEntry(value: unknown, path: string, problems: Problem[]): QueueEntry | undefined {
  const note = noteOn(path, problems);
  if (isRecord(value)) return { priority: readPriority(value["priority"], note), raw: value["priority"] };
  note("not-a-record", `holds ${quoteJson(value)} where a queue entry should be`);
  return undefined;
}

function readStatusName(value: unknown, note: Note): string {
  if (typeof value === "string") {
    const known = spellings.get(value);
    if (known !== undefined) return known;
    const name = statusName(value).toWellFormed();
    if (name !== "") return name;
  }
  note(
    "no-status",
    value === undefined
      ? 'has no status: shown as "unknown"'
      : `${isNot("status", value, "a status")}: shown as "unknown"`,
  );
  return "unknown";
}

const integerOrWord = `an integer, nor one of ${priorityWords}`;

/** Returns a task's priority as the file that decided it has it. */
export function rawPriority(entry: QueueEntry | undefined, own: unknown): unknown {
  return entry !== undefined && entry.priority !== null ? entry.raw : (own ?? entry?.raw);
}

function readPriority(value: unknown, note: Note): Priority {
  if (value === undefined || value === null) return null;
  const word = typeof value === "string" ? priorityWord(value) : undefined;
  if (word !== undefined) return word;
  if (Number.isSafeInteger(value)) return Number(value) + 0; // -0 becomes 0
  const text = typeof value === "string" || isNumber(value) ? String(value).trim() : "";
  const integer = /^[+-]?\d+$/.test(text) ? BigInt(text) : undefined;
  if (integer === undefined || BigInt.asIntN(64, integer) !== integer) {
    const reason =
      integer === undefined
        ? isNot("priority", value, typeof value === "string" ? integerOrWord : "an integer")
        : `priority ${quoteJson(value)} is larger than 64 bits`;
    note("bad-priority", `${reason}: taken as missing`);
    return null;
  }
  if (typeof value === "string") note("priority-not-number", `priority ${quoteJson(value)} is text: taken as a number`);
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

// Most tasks depend on none, and need no 100,000 lists to say so.
const none: readonly string[] = [];

function readDependencies(
  value: unknown,
  note: Note,
  ownId = (id: string) => id,
): readonly string[] | null | undefined {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.length === 0) return none;
  if (Array.isArray(value) && value.every(isId)) return value.map((id) => ownId(String(id).toWellFormed()));
  const wrong = Array.isArray(value)
    ? isNot(
        "one of the dependencies",
        value.find((item) => !isId(item)),
        "an id",
      )
    : isNot("dependencies", value, "a list of ids");
  note("bad-field", `${wrong}: taken as unknown`);
  return undefined;
}

function isId(value: unknown): value is string | number | Numeral {
  return (typeof value === "string" && value !== "") || isNumber(value);
}

function readProgress(value: unknown, note: Note): number | Numeral | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Numeral) return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  note("bad-field", `${isNot("progress", value, "a number")}: taken as missing`);
  return null;
}

/** The texts that many tasks have in common, each mapped to the one copy of it. */
export type SharedTexts = Map<string, string>;
const mostShared = 10_000;

function shareText(text: string | null, shared: SharedTexts | undefined): string | null {
  if (text === null || shared === undefined) return text;
  const known = shared.get(text);
  if (known !== undefined) return known;
  // Most may be of tasks that are gone.
  if (shared.size >= mostShared) shared.clear();
  shared.set(text, text);
  return text;
}
