import * as nu from "nu-plugin";
import type { Problem } from "../../orchestrator/problem.ts";
import type { Dependencies } from "../../orchestrator/tasks/dependencies.ts";
import { phaseOf } from "../../orchestrator/task/phase.ts";
import type { TaskRecord } from "../../orchestrator/task/record.ts";
import { rereadTask } from "../../orchestrator/task/reread.ts";
import { isRecord } from "../../orchestrator/records/record-fields.ts";
import { pathOf, type Task } from "../../orchestrator/task/task.ts";
import { nanosecondsBetween, timestampOf } from "../../orchestrator/timestamp.ts";
import { jsonValue } from "../call/json-value.ts";

/** A task as a record: all fields of its file, and values derived from them. */
export type TaskDetails = ReadonlyMap<string, nu.Plain>;

interface DetailsView {
  /** Gives the short names of several data directories; undefined if there is only one. */
  readonly shortName: ((dir: string) => string) | undefined;
  /** What finds the tasks that a task is blocked by. */
  readonly dependencies: Dependencies;
}

/** Reads a task's file again and returns its details. Problems with the file are added to `problems`. */
export async function taskDetails(
  indexed: Task,
  { shortName, dependencies }: DetailsView,
  problems: Problem[],
): Promise<TaskDetails> {
  const now = Date.now();
  const { task, record, duration, problems: found } = await rereadTask(indexed, now);
  problems.push(...found);
  const { dataDir } = task;
  const details = new Map<string, nu.Plain>(shortName && [["dir", shortName(dataDir)]]);
  const known: readonly (readonly [string, nu.Plain])[] = [
    ["id", task.id],
    ["name", task.name],
    ["status", task.status],
    ["priority", task.priority],
    ["created_at", dateOf(task.createdAt)],
    ["started_at", dateOf(task.startedAt)],
    ["completed_at", dateOf(task.completedAt)],
    ["waited", durationOf(waited(task, now))],
    ["duration", durationOf(duration)],
    ["progress", jsonValue(task.progress)],
    ["workflow", task.workflow],
    ["command", record?.command],
    ["args", record?.args],
    ["dependencies", task.dependencies],
    ["blocked_by", dependencies.blocking(task)?.map(({ id }) => id)],
    ["output", record?.output],
    ["error", errorOf(record)],
    ["path", pathOf(indexed)],
  ];
  for (const [name, value] of known) details.set(name, value);
  if (shortName !== undefined) details.set("source_dir", dataDir);
  // A field of the same name as a derived value, such as `path` or `waited`, is shown beside it under another name.
  const madeUp = new Set(["dir", "source_dir", "waited", "duration", "workflow", "blocked_by", "path"]);
  const fields = record?.fields ?? {};
  for (const [name, value] of Object.entries(fields)) {
    if (!details.has(name)) details.set(name, jsonValue(value));
    else if (madeUp.has(name) && value !== null && details.get(name) !== value) {
      let free = `${name}_field`;
      while (Object.hasOwn(fields, free)) free += "_field";
      details.set(free, jsonValue(value));
    }
  }
  return details;
}

/** Returns a task's error as text, or as the record that the file has. */
function errorOf(record: TaskRecord | undefined): nu.Plain {
  const error = record?.fields["error"];
  return isRecord(error) ? jsonValue(error) : record?.error;
}

/** Returns the time from a task's creation to its start, or until now while it is pending. */
function waited({ status, createdAt, createdMs, createdNs, startedAt }: Task, now: number) {
  if (createdAt === null) return null;
  const until = timestampOf(startedAt) ?? (phaseOf(status) === "pending" ? { ms: now, ns: 0 } : undefined);
  return nanosecondsBetween({ ms: createdMs, ns: createdNs }, until);
}

function dateOf(text: string | null): nu.DateTime | null {
  return text === null ? null : new nu.DateTime(text);
}

function durationOf(nanoseconds: bigint | null): nu.Duration | null {
  return nanoseconds === null ? null : new nu.Duration(nanoseconds);
}
