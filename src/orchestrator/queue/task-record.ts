import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Problem } from "../problem.ts";
import { readJsonFile, readSettledJsonFile } from "./json-file.ts";
import { isRecord, readDate } from "./task.ts";
import type { Timestamp } from "./timestamp.ts";

/** What a task's file says beyond the index; null where it has none. */
export interface TaskRecord {
  readonly name: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
  readonly dependencies: readonly string[] | null;
  /** The record's `workflow`, else `workflow_id`, else `workflow_path`. */
  readonly workflow: string | null;
  readonly startedAt: Timestamp | null;
  readonly completedAt: Timestamp | null;
  /** As the file has it; documents say 0 to 100. */
  readonly progress: number | null;
  /** Text as it is, any other JSON written out. */
  readonly output: string | null;
  readonly error: string | null;
  /** The fields as the file has them, whatever their type; undefined where it has none. */
  readonly raw: RawTask;
}

export interface RawTask {
  readonly status: unknown;
  readonly created_at: unknown;
  readonly started_at: unknown;
  readonly completed_at: unknown;
  /** The queue entry's, where the daemon keeps one that states it. */
  readonly priority: unknown;
}

export interface TaskRecordFile {
  readonly record: TaskRecord;
  /** Fields that are not as they should be; those that the index noted already are not among them. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a task's whole record afresh. Undefined when the file vanished or broke since it was indexed: the next
 * listing says which.
 */
export async function readTaskRecord(path: string): Promise<TaskRecordFile | undefined> {
  const file = await readSettledJsonFile(path);
  if (file.kind !== "json" || !isRecord(file.value)) return undefined;
  const fields = file.value;
  const problems: Problem[] = [];
  const date = (field: string) =>
    readDate(fields[field], field, (code, message) => problems.push({ path, code, message })) ?? null;
  const record = {
    name: text(fields["name"]),
    command: text(fields["command"]),
    args: texts(fields["args"]),
    dependencies: texts(fields["dependencies"]),
    workflow: text(fields["workflow"] ?? fields["workflow_id"] ?? fields["workflow_path"]),
    startedAt: date("started_at"),
    completedAt: date("completed_at"),
    progress: progress(fields["progress"]),
    output: text(fields["output"]),
    error: text(fields["error"]),
    raw: {
      status: fields["status"],
      created_at: fields["created_at"],
      started_at: fields["started_at"],
      completed_at: fields["completed_at"],
      priority: queueEntryPriority(path) ?? fields["priority"],
    },
  };
  return { record, problems };
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
}

function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.map((item) => text(item) ?? "") : null;
}

function progress(value: unknown): number | null {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** The daemon keeps the priority of `queue.rkvs/tasks/X.json` in `queue.rkvs/queue/X.json`. */
function queueEntryPriority(path: string): unknown {
  const store = dirname(dirname(path));
  if (basename(store) !== "queue.rkvs") return undefined;
  const entry = join(store, "queue", basename(path));
  const file = existsSync(entry) ? readJsonFile(entry) : undefined;
  return file?.kind === "json" && isRecord(file.value) ? file.value["priority"] : undefined;
}
