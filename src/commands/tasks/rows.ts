import * as nu from "../../nushell/index.ts";
import { inTurns } from "../../orchestrator/files/in-turns.ts";
import type { JsonRecord } from "../../orchestrator/files/json-file.ts";
import { isNumber } from "../../orchestrator/text/numeral.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { rereadTask } from "../../orchestrator/tasks/reread.ts";
import { textOrJson } from "../../orchestrator/text/record-fields.ts";
import { rawPriority, type Task } from "../../orchestrator/tasks/task.ts";
import { jsonValue } from "../call/json-value.ts";
import { priorityType } from "./priority-type.ts";

const sourceColumn = { source_dir: nu.string };
const columns = {
  id: nu.string,
  status: nu.string,
  created_at: nu.nullable(nu.checkedDate),
  priority: priorityType,
};
const rawColumns = { created_at: nu.nullable(nu.string), priority: nu.any };
const longColumns = {
  name: nu.nullable(nu.string),
  task_type: nu.nullable(nu.string),
  infra: nu.nullable(nu.string),
  command: nu.nullable(nu.string),
  args: nu.nullable(nu.list(nu.string)),
  dependencies: nu.nullable(nu.list(nu.string)),
  workflow: nu.nullable(nu.string),
  started_at: nu.nullable(nu.checkedDate),
  completed_at: nu.nullable(nu.checkedDate),
  duration: nu.nullable(nu.duration),
  progress: nu.any,
  output: nu.nullable(nu.string),
  error: nu.nullable(nu.string),
  path: nu.string,
};
// The most text, in characters, to put into one answer. More is streamed.
const mostText = 64 * 1024 * 1024;
const rawLongColumns = { started_at: nu.nullable(nu.string), completed_at: nu.nullable(nu.string) };

/** The output type that the signature declares for any flags. A call may add columns. */
export const declaredTasks = nu.tableType({
  ...columns,
  created_at: nu.oneOf(nu.checkedDate, nu.string, nu.nothing),
  priority: nu.oneOf(nu.int, nu.float, nu.string, nu.nothing),
});

export interface TaskView {
  readonly long: boolean;
  readonly raw: boolean;
  /** Whether to say which data directory each task is from. */
  readonly source: boolean;
  /**
   * Returns whether a task, whose file may have changed since it was selected, is still wanted; all are if not given.
   */
  readonly keeps?: ((task: Task) => boolean) | undefined;
}

/** The columns that a row may hold, which may be more than its view shows. */
type TaskRow = nu.Row<typeof sourceColumn & Omit<typeof columns, "priority"> & typeof rawColumns>;

/** Returns the table type of a view's rows. */
export function taskTable({ long, raw, source }: TaskView): nu.ListType<TaskRow, unknown> {
  return nu.table({
    ...(source ? sourceColumn : {}),
    ...columns,
    ...(raw ? rawColumns : {}),
    ...(long ? longColumns : {}),
    ...(long && raw ? rawLongColumns : {}),
  });
}

export interface TaskRows {
  readonly rows: readonly TaskRow[];
  readonly problems: readonly Problem[];
}

/**
 * Returns the rows of a view, and reads the tasks' files again only for `long` and `raw` ones. Returns undefined if
 * their texts are too long to be in memory all at once.
 */
export async function taskRows(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
): Promise<TaskRows | undefined> {
  if (!view.long && !view.raw) return { rows: tasks.map(indexedRow), problems: [] };
  const rows: TaskRow[] = [];
  let length = 0;
  const problems = await readRows(tasks, view, signal, (row) => {
    rows.push(row);
    length += textLength(Object.values(row));
    return length > mostText ? "enough" : "more";
  });
  return problems && { rows, problems };
}

/** Returns the problems found by reading the tasks' files again. It keeps no rows, as their texts may be long. */
export async function fieldProblems(tasks: readonly Task[], signal: AbortSignal): Promise<readonly Problem[]> {
  const view = { long: false, raw: false, source: false };
  return (await readRows(tasks, view, signal, () => "more")) ?? [];
}

/**
 * Passes a view's rows to `take` until it has enough. If it took them all, returns the problems found in their files.
 */
async function readRows(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
  take: (row: TaskRow) => "more" | "enough",
): Promise<readonly Problem[] | undefined> {
  let problems: readonly Problem[] | undefined;
  for await (const row of streamDetailed(tasks, view, signal, (found) => (problems = found))) {
    if (take(row) === "enough") break;
  }
  return problems;
}

function textLength(values: readonly unknown[]): number {
  let length = 0;
  for (const value of values) {
    if (typeof value === "string") length += value.length;
    else if (Array.isArray(value)) length += textLength(value);
  }
  return length;
}

/**
 * Streams the rows of a view, for tasks that are too many to be in memory all at once. `onEnd` is called with the
 * problems found in their files once all rows have been read, and not if the reader stops early.
 */
export function streamRows(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
  onEnd: (problems: readonly Problem[]) => void,
): nu.Source<TaskRow> {
  return view.long || view.raw ? streamDetailed(tasks, view, signal, onEnd) : streamIndexed(tasks);
}

function* streamIndexed(tasks: readonly Task[]): Generator<TaskRow> {
  for (const task of tasks) yield indexedRow(task);
}

async function* streamDetailed(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
  onEnd: (problems: readonly Problem[]) => void,
): AsyncGenerator<TaskRow> {
  const now = Date.now();
  const problems: Problem[] = [];
  for await (const task of inTurns(tasks, signal)) {
    const row = await detailedRow(task, view, now, problems);
    if (row !== undefined) yield row;
  }
  onEnd(problems);
}

/** Builds a row from the index alone, without reading the task's file. */
export function indexedRow({ dataDir, id, status, createdAt, priority }: Task): TaskRow {
  return { source_dir: dataDir, id, status, created_at: createdAt, priority };
}

async function detailedRow(
  indexed: Task,
  { long, raw, keeps }: TaskView,
  now: number,
  problems: Problem[],
): Promise<TaskRow | undefined> {
  const { task, record, duration, problems: found } = await rereadTask(indexed, now);
  if (keeps?.(task) === false) return undefined;
  problems.push(...found);
  // Only what the view shows is kept, as the texts may be long.
  const details = long && {
    name: task.name,
    task_type: record?.taskType ?? null,
    infra: record?.infra ?? null,
    command: record?.command ?? null,
    args: record?.args ?? null,
    dependencies: task.dependencies,
    workflow: task.workflow,
    started_at: task.startedAt,
    completed_at: task.completedAt,
    duration,
    progress: jsonValue(task.progress),
    output: record?.output ?? null,
    error: record?.error ?? null,
    path: indexed.path,
  };
  return { ...indexedRow(task), ...details, ...(raw && record !== undefined && rawFields(task, record.fields)) };
}

/** Returns the fields exactly as the file has them, except that a missing status is worded as in the index. */
function rawFields({ status, queueEntry }: Task, fields: JsonRecord) {
  const priority = rawPriority(queueEntry, fields["priority"]);
  return {
    status: textOrJson(fields["status"]) ?? status,
    created_at: textOrJson(fields["created_at"]),
    priority: isNumber(priority) ? jsonValue(priority) : textOrJson(priority),
    started_at: textOrJson(fields["started_at"]),
    completed_at: textOrJson(fields["completed_at"]),
  };
}
