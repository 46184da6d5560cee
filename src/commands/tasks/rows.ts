import type { Source } from "nu-plugin";
import { inTurns } from "../../orchestrator/files/in-turns.ts";
import type { JsonRecord } from "../../orchestrator/files/json-file.ts";
import { noteOn, type Problem } from "../../orchestrator/problem.ts";
import type { Dependencies } from "../../orchestrator/tasks/dependencies.ts";
import { executionTime } from "../../orchestrator/task/execution-time.ts";
import type { TaskRecord } from "../../orchestrator/task/record.ts";
import { rereadTask } from "../../orchestrator/task/reread.ts";
import { pathOf, rawPriority, type Task } from "../../orchestrator/task/task.ts";
import { isNumber } from "../../orchestrator/text/numeral.ts";
import { textOrJson } from "../../orchestrator/records/record-fields.ts";
import { jsonValue } from "../call/json-value.ts";
import { columnsOf, isFromFiles, type TaskColumn, type TaskRow, type TaskTable } from "./columns.ts";

// The most text, in characters, to put into one answer. More is streamed.
const mostText = 64 * 1024 * 1024;
/** What stands between the items of a list that is a text: arguments then read as they were typed. */
const separator = " ";

export interface TaskView extends TaskTable {
  /** Gives the short names of the tasks' data directories; needed for the column `dir`. */
  readonly shortName?: (dir: string) => string;
  /** What finds the tasks that a task is blocked by; the column is null without it. */
  readonly dependencies?: Dependencies;
  /**
   * Returns whether a task, whose file may have changed since it was selected, is still wanted; all are if not given.
   */
  readonly keeps?: ((task: Task) => boolean) | undefined;
}

export interface TaskRows {
  readonly rows: readonly Partial<TaskRow>[];
  readonly problems: readonly Problem[];
}

/**
 * Returns the rows of a view, and reads the tasks' files again only where the index does not have all of it. Returns
 * undefined if their texts are too long to be in memory all at once.
 */
export async function taskRows(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
): Promise<TaskRows | undefined> {
  if (!isFromFiles(view)) return indexedRows(tasks, view);
  const rows: Partial<TaskRow>[] = [];
  let problems: readonly Problem[] | undefined;
  let length = 0;
  for await (const row of streamDetailed(tasks, view, signal, (found) => (problems = found))) {
    rows.push(row);
    length += textLength(Object.values(row));
    if (length > mostText) break;
  }
  return problems && { rows, problems };
}

/** Returns the rows of a view that needs no more than the index has. */
export function indexedRows(tasks: readonly Task[], view: TaskView): TaskRows {
  const problems: Problem[] = [];
  return { rows: tasks.map(indexedRow(view, problems)), problems };
}

/** Returns the problems found by reading the tasks' files again. It keeps nothing else of them, as it may be long. */
export async function fieldProblems(tasks: readonly Task[], signal: AbortSignal): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const now = Date.now();
  for await (const task of inTurns(tasks, signal)) problems.push(...(await rereadTask(task, now)).problems);
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
): Source<Partial<TaskRow>> {
  return isFromFiles(view) ? streamDetailed(tasks, view, signal, onEnd) : streamIndexed(tasks, view, onEnd);
}

function* streamIndexed(
  tasks: readonly Task[],
  view: TaskView,
  onEnd: (problems: readonly Problem[]) => void,
): Generator<Partial<TaskRow>> {
  const problems: Problem[] = [];
  const rowOfTask = indexedRow(view, problems);
  for (const task of tasks) yield rowOfTask(task);
  onEnd(problems);
}

async function* streamDetailed(
  tasks: readonly Task[],
  view: TaskView,
  signal: AbortSignal,
  onEnd: (problems: readonly Problem[]) => void,
): AsyncGenerator<Partial<TaskRow>> {
  const now = Date.now();
  const problems: Problem[] = [];
  for await (const indexed of inTurns(tasks, signal)) {
    const { task, record, duration, problems: found } = await rereadTask(indexed, now);
    if (view.keeps?.(task) === false) continue;
    problems.push(...found);
    const row = rowOf(task, view, duration, record);
    // Only what the view shows is kept, as the texts may be long.
    yield shown(view.raw === true && record !== undefined ? { ...row, ...rawFields(task, record.fields) } : row, view);
  }
  onEnd(problems);
}

/** Returns what makes the row of a task for a view that needs no more than the index has. */
function indexedRow(view: TaskView, problems: Problem[]): (task: Task) => Partial<TaskRow> {
  // The listing of everything makes a row for each of 100,000 tasks, which takes longer the more is in it.
  if (view.columns.every((name) => usualColumns.has(name))) return (task) => usualRow(task, view);
  const now = Date.now();
  const isTimed = view.columns.includes("duration");
  return (task) => {
    const duration = isTimed ? executionTime(task, now, noteOn(pathOf(task), problems)) : null;
    const row = rowOf(task, view, duration, undefined);
    return view.flat === true ? shown(row, view) : row;
  };
}

const usualColumns: ReadonlySet<TaskColumn> = new Set(columnsOf({ source: true }));

/** Builds a row of the usual columns. */
function usualRow({ dataDir, id, status, createdAt, priority }: Task, { shortName }: TaskView) {
  return { dir: shortName?.(dataDir), id, status, created_at: createdAt, priority, source_dir: dataDir };
}

/** Builds a row of all columns. Those that only the task's file has are null without its `record`. */
function rowOf(
  task: Task,
  { columns, shortName, dependencies }: TaskView,
  duration: bigint | null,
  record: TaskRecord | undefined,
): TaskRow {
  const isBlockedShown = dependencies !== undefined && columns.includes("blocked_by");
  // Spreading the usual ones in here would make each row a slow object, and writing it takes ten times as long.
  return {
    dir: shortName?.(task.dataDir),
    id: task.id,
    status: task.status,
    created_at: task.createdAt,
    priority: task.priority,
    name: task.name,
    task_type: record?.taskType,
    infra: record?.infra,
    command: record?.command,
    args: record?.args,
    dependencies: task.dependencies,
    blocked_by: isBlockedShown ? dependencies.blocking(task)?.map(({ id }) => id) : null,
    workflow: task.workflow,
    started_at: task.startedAt,
    completed_at: task.completedAt,
    duration,
    progress: jsonValue(task.progress),
    output: record?.output,
    error: record?.error,
    path: pathOf(task),
    source_dir: task.dataDir,
  };
}

/** Returns a row with the columns of a view alone. */
function shown(row: TaskRow, { columns, flat = false }: TaskView): Partial<TaskRow> {
  const textOf = (value: unknown) => (flat && Array.isArray(value) ? value.join(separator) : value);
  return Object.fromEntries(columns.map((name) => [name, textOf(row[name])]));
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
