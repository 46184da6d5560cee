import { basename } from "node:path";
import { noteOn, type Note, type Problem } from "../problem.ts";
import { readSettledJsonFile, type JsonRecord } from "../files/json-file.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import { Numeral } from "../text/numeral.ts";
import { isNot } from "../text/printable.ts";
import { isRecord, readDate, readTexts, textOrJson } from "../text/record-fields.ts";
import { errorText } from "../text/response-wrapper.ts";
import { taskFields } from "./fields.ts";
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
  /** The number as the file has it. The documents say 0 to 100. */
  readonly progress: number | Numeral | null;
  /** The output as it is if it is a string, any other value as JSON. */
  readonly output: string | null;
  /** The same, but an error with a code and a message in the words of these: see `errorText`. */
  readonly error: string | null;
  readonly taskType: string | null;
  /** The infrastructure that the task is about, by its payload. */
  readonly infra: string | null;
  /** All fields of the task in the file, of any type. */
  readonly fields: JsonRecord;
}

/** What one reading of a task's whole file found. */
export interface TaskRecordFile {
  /** The task as this reading shows it, because the file may have changed since the index read it. */
  readonly task: Task;
  readonly record: TaskRecord;
  /** Problems of the whole file. Those that the index has already found are not among them. */
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
  if (file.kind !== "json") return undefined;
  const task = readTask(file.value, { ...indexed, name: basename(path) }, []);
  const fields = taskFields(file.value, path, []);
  if (task === undefined || fields === undefined) return undefined;
  const problems = [...repeatedKeys(path, file.text)];
  const note = noteOn(path, problems);
  const date = (field: string) => readDate(fields[field], field, note) ?? null;
  const record = {
    name: textOrJson(fields["name"]),
    command: textOrJson(fields["command"]),
    args: readTexts(fields["args"], "args", note),
    dependencies: readIds(fields["dependencies"], note),
    workflow: workflowOf(fields),
    startedAt: date("started_at"),
    completedAt: date("completed_at"),
    progress: progress(fields["progress"], note),
    output: textOrJson(fields["output"]),
    error: textOrJson(errorText(fields["error"]) ?? fields["error"]),
    taskType: textOrJson(fields["task_type"]),
    infra: isRecord(fields["payload"])
      ? textOrJson(fields["payload"]["infra"] ?? fields["payload"]["infra_name"])
      : null,
    fields,
  };
  return { task, record, problems };
}

/** Returns the ids that a task depends on. What cannot be one is no text to look for among the tasks. */
function readIds(value: unknown, note: Note): readonly string[] | null {
  const odd = Array.isArray(value) ? value.find((item) => isRecord(item) || Array.isArray(item)) : undefined;
  if (odd === undefined) return readTexts(value, "dependencies", note);
  note("bad-field", `${isNot("one of the dependencies", odd, "an id")}: taken as missing`);
  return null;
}

function progress(value: unknown, note: Note): number | Numeral | null {
  if (value === undefined || value === null) return null;
  if (value instanceof Numeral) return value;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) return number;
  note("bad-field", `${isNot("progress", value, "a number")}: taken as missing`);
  return null;
}
