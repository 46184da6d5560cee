import { basename } from "node:path";
import { noteOn, type Note, type Problem } from "../problem.ts";
import { isJsonRecord, readSettledJsonFile, type JsonRecord } from "../files/json-file.ts";
import { isNot } from "../text/printable.ts";
import { readDate } from "../text/record-fields.ts";
import { readTask, type Task } from "./task.ts";
import type { Timestamp } from "../timestamp.ts";
import { workflowOf } from "./workflow.ts";

/** The fields of a task's file that the index does not keep; null if the file does not have them. */
export interface TaskRecord {
  readonly name: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
  readonly dependencies: readonly string[] | null;
  /** The name or path of its workflow, as `workflowOf` finds it. */
  readonly workflow: string | null;
  readonly startedAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
  /** The number in the file; the documents say 0 to 100. */
  readonly progress: number | null;
  /** A string as it is, any other value as JSON. */
  readonly output: string | null;
  readonly error: string | null;
  /** All fields of the file, of any type. */
  readonly fields: JsonRecord;
}

export interface TaskRecordFile {
  /** The task as this reading shows it, because the file may have changed since the index read it. */
  readonly task: Task;
  readonly record: TaskRecord;
  /** Problems of the fields above. Those that the index has already found are not among them. */
  readonly problems: readonly Problem[];
}

type TaskFile = Pick<Task, "path" | "dataDir" | "queueEntry">;

/**
 * Reads the whole file of a task. Returns undefined if the file has vanished or broken since it was indexed; the next
 * listing shows which.
 */
export async function readTaskRecord(indexed: TaskFile): Promise<TaskRecordFile | undefined> {
  const { path } = indexed;
  const file = await readSettledJsonFile(path);
  if (file.kind !== "json" || !isJsonRecord(file.value)) return undefined;
  const fields = file.value;
  const task = readTask(fields, { ...indexed, name: basename(path) }, []);
  if (task === undefined) return undefined;
  const problems: Problem[] = [];
  const note = noteOn(path, problems);
  const date = (field: string) => readDate(fields[field], field, note) ?? null;
  const record = {
    name: text(fields["name"]),
    command: text(fields["command"]),
    args: texts(fields["args"], "args", note),
    dependencies: texts(fields["dependencies"], "dependencies", note),
    workflow: workflowOf(fields),
    startedAt: date("started_at"),
    completedAt: date("completed_at"),
    progress: progress(fields["progress"], note),
    output: text(fields["output"]),
    error: text(fields["error"]),
    fields,
  };
  return { task, record, problems };
}

/** Returns a string as it is, and any other value as JSON. */
function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
}

/** Returns a list of strings, or null. Notes a problem if the value is anything else. */
export function texts(value: unknown, field: string, note: Note): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && !value.includes(null)) return value.map((item) => text(item) ?? "");
  note(
    "bad-field",
    `${Array.isArray(value) ? `${field} is a list that contains null, not a list of strings` : isNot(field, value, "a list of strings")}: taken as missing`,
  );
  return null;
}

function progress(value: unknown, note: Note): number | null {
  if (value === undefined || value === null) return null;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  note("bad-field", `${isNot("progress", value, "a number")}: taken as missing`);
  return null;
}
