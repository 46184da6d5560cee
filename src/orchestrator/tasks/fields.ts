import type { Json, JsonRecord } from "../files/json-file.ts";
import type { Note } from "../problem.ts";
import { quoteJson } from "../text/printable.ts";
import { isRecord } from "../text/record-fields.ts";
import { describeResponse, responseWrapper } from "../text/response-wrapper.ts";

/**
 * Returns the fields of the task that a file's JSON holds, by itself or inside a response of the platform's API. Returns
 * undefined, and notes why, if there is no task in it.
 */
export function taskFields(value: Json, note: Note): JsonRecord | undefined {
  if (!isRecord(value)) {
    note("not-a-record", `holds ${quoteJson(value)} where a task record should be`);
    return undefined;
  }
  // This runs for each of 100,000 files, and no response has an id of its own.
  const response = value["id"] === undefined ? responseWrapper(value) : undefined;
  if (response === undefined) return value;
  const { content } = response;
  const described = describeResponse(response);
  if (isRecord(content) && (idOf(content) !== undefined || typeof content["status"] === "string")) {
    note("task-in-response", `the task is inside ${described}`);
    return content;
  }
  const held = content === undefined || content === null ? "" : `, with ${quoteJson(content)} in it,`;
  note("not-a-task", `holds ${described}${held} where a task record should be`);
  return undefined;
}

/** Returns a task's id as its file has it: `id`, or the `task_id` of a task's result. */
export function idOf({ id, task_id }: JsonRecord): Json | undefined {
  return id ?? task_id;
}
