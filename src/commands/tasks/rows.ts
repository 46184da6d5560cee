import { setImmediate } from "node:timers/promises";
import * as nu from "../../nushell/index.ts";
import type { JsonRecord } from "../../orchestrator/files/json-file.ts";
import type { Problem } from "../../orchestrator/problem.ts";
import { rereadTask } from "../../orchestrator/tasks/reread.ts";
import { textOrJson } from "../../orchestrator/text/record-fields.ts";
import { rawPriority, type Task } from "../../orchestrator/tasks/task.ts";

const sourceColumn = { source_dir: nu.string };
const columns = {
  id: nu.string,
  status: nu.string,
  created_at: nu.nullable(nu.checkedDate),
  priority: nu.nullable(nu.int),
};
const rawColumns = { created_at: nu.nullable(nu.string), priority: nu.any };
const longColumns = {
  name: nu.nullable(nu.string),
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
// More text than this, in characters, is streamed rather than put into one answer.
const mostText = 64 * 1024 * 1024;
const rawLongColumns = { started_at: nu.nullable(nu.string), completed_at: nu.nullable(nu.string) };

/** What the signature promises whatever the flags; a call may add columns. */
export const declaredTasks = nu.tableType({
  ...columns,
  created_at: nu.oneOf(nu.checkedDate, nu.string, nu.nothing),
  priority: nu.oneOf(nu.int, nu.float, nu.string, nu.nothing),
});

export interface TaskView {
  readonly long: boolean;
  readonly raw: boolean;
  /** Say which data directory each task is from. */
  readonly source: boolean;
  /** Whether a task is still one that was asked for, if its file has changed since it was selected; any if not given. */
  readonly keeps?: ((task: Task) => boolean) | undefined;
}

/** Rows may hold more than their view shows. */
type TaskRow = nu.Row<typeof sourceColumn & Omit<typeof columns, "priority"> & typeof rawColumns>;

/** The table type of a view's rows. */
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
 * The rows of a view, of which only `long` and `raw` ones need the tasks' files again; undefined where their texts are too
 * long to be in memory all at once.
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

/** The problems that reading the tasks' files again shows. Keeps no row: their texts may be long. */
export async function fieldProblems(tasks: readonly Task[], signal: AbortSignal): Promise<readonly Problem[]> {
  const view = { long: false, raw: false, source: false };
  return (await readRows(tasks, view, signal, () => "more")) ?? [];
}

/** Hands over a view's rows until `take` has enough; else the answer is the problems that reading their files showed. */
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
 * The rows of a view, one by one: of so many that they are not to be in memory at once. `onEnd` is told of the problems
 * that reading their files showed, unless nobody wanted them all.
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
  for (const [i, task] of tasks.entries()) {
    // Files are read synchronously: now and then other calls, and Ctrl-C, get their turn.
    if (i % 100 === 99) await setImmediate(undefined, { signal });
    const row = await detailedRow(task, view, now, problems);
    if (row !== undefined) yield row;
  }
  onEnd(problems);
}

/** What the index alone tells. */
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
  // Nothing that the view does not show is kept: the texts are long.
  const details = long && {
    name: record?.name ?? null,
    command: record?.command ?? null,
    args: record?.args ?? null,
    dependencies: record?.dependencies ?? null,
    workflow: record?.workflow ?? null,
    started_at: record?.startedAt?.text ?? null,
    completed_at: record?.completedAt?.text ?? null,
    duration,
    progress: record?.progress ?? null,
    output: record?.output ?? null,
    error: record?.error ?? null,
    path: indexed.path,
  };
  return { ...indexedRow(task), ...details, ...(raw && record !== undefined && rawFields(task, record.fields)) };
}

/** As the file has them; where it has no status, the column still says so in the index's words. */
function rawFields({ status, queueEntry }: Task, fields: JsonRecord) {
  const priority = rawPriority(queueEntry, fields["priority"]);
  return {
    status: textOrJson(fields["status"]) ?? status,
    created_at: textOrJson(fields["created_at"]),
    priority: typeof priority === "number" ? priority : textOrJson(priority),
    started_at: textOrJson(fields["started_at"]),
    completed_at: textOrJson(fields["completed_at"]),
  };
}
