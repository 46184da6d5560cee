import { basename } from "node:path";
import { noteOn, type Note, type Problem } from "../problem.ts";
import { readSettledJsonFile, type JsonRecord } from "../files/json-file.ts";
import { quoteJson } from "../text/printable.ts";
import { isRecord, readDate, readTexts, textOrJson } from "../text/record-fields.ts";
import { readTask, type Task } from "./task.ts";
import type { Timestamp } from "../timestamp.ts";
import { workflowOf } from "./workflow.ts";

/** What a task's file says beyond the index; null where it has none. */
export interface TaskRecord {
  readonly name: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
  readonly dependencies: readonly string[] | null;
  /** What `workflowOf` finds. */
  readonly workflow: string | null;
  readonly startedAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
  /** As the file has it; documents say 0 to 100. */
  readonly progress: number | null;
  /** Text as it is, any other JSON written out. */
  readonly output: string | null;
  readonly error: string | null;
  /** All fields as the file has them, whatever their type. */
  readonly fields: JsonRecord;
}

export interface TaskRecordFile {
  /** As this very reading shows it: the file may have changed since the index read it. */
  readonly task: Task;
  readonly record: TaskRecord;
  /** Fields that are not as they should be; those that the index noted already are not among them. */
  readonly problems: readonly Problem[];
}

type TaskFile = Pick<Task, "path" | "dataDir" | "queueEntry">;

/**
 * Reads a task's whole record afresh. Undefined when the file vanished or broke since it was indexed: the next
 * listing says which.
 */
export async function readTaskRecord(indexed: TaskFile): Promise<TaskRecordFile | undefined> {
  const { path } = indexed;
  const file = await readSettledJsonFile(path);
  if (file.kind !== "json" || !isRecord(file.value)) return undefined;
  const fields = file.value;
  const task = readTask(fields, { ...indexed, name: basename(path) }, []);
  if (task === undefined) return undefined;
  const problems: Problem[] = [];
  const note = noteOn(path, problems);
  const date = (field: string) => readDate(fields[field], field, note) ?? null;
  const record = {
    name: textOrJson(fields["name"]),
    command: textOrJson(fields["command"]),
    args: readTexts(fields["args"], "args", note),
    dependencies: readTexts(fields["dependencies"], "dependencies", note),
    workflow: workflowOf(fields),
    startedAt: date("started_at"),
    completedAt: date("completed_at"),
    progress: progress(fields["progress"], note),
    output: textOrJson(fields["output"]),
    error: textOrJson(fields["error"]),
    fields,
  };
  return { task, record, problems };
}

function progress(value: unknown, note: Note): number | null {
  if (value === undefined || value === null) return null;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  note("bad-field", `progress ${quoteJson(value)} is not a number: taken as missing`);
  return null;
}
