import { noteOn, type Problem } from "../problem.ts";
import { readSettledJsonFile, type JsonRecord } from "../files/json-file.ts";
import { repeatedKeys } from "../files/repeated-keys.ts";
import { isRecord, readTexts, textOrJson } from "../records/record-fields.ts";
import { errorText } from "../records/response-wrapper.ts";
import { taskFields } from "./fields.ts";
import { pathOf, readTask, type Task, type TaskFile } from "./task.ts";

/** The fields of a task's file that the index does not keep; null if the file does not have them. */
export interface TaskRecord {
  readonly command: string | null;
  readonly args: readonly string[] | null;
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

/** What a reading found that found no task: the file has broken since it was indexed, or vanished, which is no problem. */
export interface UnreadRecord {
  readonly task?: undefined;
  readonly record?: undefined;
  readonly problems: readonly Problem[];
}

/** Reads the whole file of a task. */
export async function readTaskRecord(indexed: TaskFile): Promise<TaskRecordFile | UnreadRecord> {
  const path = pathOf(indexed);
  const file = await readSettledJsonFile(path);
  if (file.kind !== "json") return { problems: file.kind === "broken" ? [file.problem] : [] };
  const broken: Problem[] = [];
  const task = readTask(file.value, indexed, broken);
  const fields = taskFields(file.value, path, []);
  if (task === undefined || fields === undefined) return { problems: broken };
  const problems = [...repeatedKeys(path, file.text)];
  const record = {
    command: textOrJson(fields["command"]),
    args: readTexts(fields["args"], "args", noteOn(path, problems)),
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
