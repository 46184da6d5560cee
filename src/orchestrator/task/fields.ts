import { readFileRecord } from "../records/file-record.ts";
import type { Json, JsonRecord } from "../files/json-file.ts";
import type { Problem } from "../problem.ts";
import { isRecord } from "../records/record-fields.ts";

/**
 * Returns the fields of the task that a file's JSON holds, by itself or inside a response of the platform's API; undefined
 * if there is none. What is wrong with how it holds one is added to `problems`.
 */
export function taskFields(value: Json, path: string, problems: Problem[]): JsonRecord | undefined {
  // This runs for each of 100,000 files, and no response has an id of its own.
  if (isRecord(value) && value["id"] !== undefined) return value;
  const file = readFileRecord(value, path, "task record", isTask);
  if (file.problem !== undefined) problems.push(file.problem);
  return file.record;
}

function isTask(record: JsonRecord): boolean {
  return idOf(record) !== undefined || typeof record["status"] === "string";
}

/** Returns a task's id as its file has it: `id`, or the `task_id` of a task's result. */
export function idOf({ id, task_id }: JsonRecord): Json | undefined {
  return id ?? task_id;
}
