import * as nu from "nu-plugin";
import { didYouMean } from "../../orchestrator/text/nearest.ts";
import { quote } from "../../orchestrator/text/printable.ts";
import { priorityType } from "./priority-type.ts";

const text = nu.nullable(nu.string);
const texts = nu.nullable(nu.list(nu.string));
const time = nu.nullable(nu.checkedDate);

/** All columns that a table of tasks can have, in the order of `--long`, with their types. */
const types = {
  dir: nu.string,
  id: nu.string,
  status: nu.string,
  created_at: time,
  priority: priorityType,
  name: text,
  task_type: text,
  infra: text,
  command: text,
  args: texts,
  dependencies: texts,
  blocked_by: texts,
  workflow: text,
  started_at: time,
  completed_at: time,
  duration: nu.nullable(nu.duration),
  progress: nu.any,
  output: text,
  error: text,
  path: nu.string,
  source_dir: nu.string,
};
// As the files have them.
const rawTypes = { status: nu.string, created_at: text, priority: nu.any, started_at: text, completed_at: text };
/** The columns that the index does not have. */
const fileColumns: ReadonlySet<string> = new Set(["task_type", "infra", "command", "args", "output", "error"]);

export type TaskColumn = keyof typeof types;
export type TaskRow = Readonly<Record<TaskColumn, unknown>>;

const columnNames = Object.keys(types).filter(isColumn);

function isColumn(name: string): name is TaskColumn {
  return Object.hasOwn(types, name);
}

/** Which columns a table of tasks has, and how they are written. */
export interface TaskTable {
  readonly columns: readonly TaskColumn[];
  /** Whether fields are exactly as the files have them. */
  readonly raw?: boolean;
  /** Whether lists are texts. */
  readonly flat?: boolean;
}

/** The output type that the signature declares for a table of the usual columns. A call may add columns. */
export const declaredTasks = nu.tableType({
  id: types.id,
  status: types.status,
  created_at: nu.oneOf(nu.checkedDate, nu.string, nu.nothing),
  priority: nu.oneOf(nu.int, nu.float, nu.string, nu.nothing),
});

/**
 * Returns the columns of a view. `source` is whether to say which data directory each task is from: briefly at the left, as
 * a narrow terminal has no room for what stands right, and in full there.
 */
export function columnsOf({ long = false, source }: { long?: boolean; source: boolean }): readonly TaskColumn[] {
  const ofTask = columnNames.filter((name) => name !== "dir" && name !== "source_dir");
  const shown = long ? ofTask : ofTask.slice(0, 4);
  return source ? ["dir", ...shown, "source_dir"] : shown;
}

/** Returns the type of a table's rows. */
export function tableOf({ columns, raw = false, flat = false }: TaskTable) {
  const typeOf = (name: TaskColumn): nu.ValueType<unknown> => {
    if (flat && types[name] === texts) return text;
    return raw && isRaw(name) ? rawTypes[name] : types[name];
  };
  return nu.table(Object.fromEntries(columns.map((name) => [name, typeOf(name)])));
}

/** Whether the tasks' files have to be read for a table, as the index does not have all of it. */
export function isFromFiles({ columns, raw = false }: TaskTable): boolean {
  return columns.some((name) => fileColumns.has(name) || (raw && isRaw(name)));
}

function isRaw(name: TaskColumn): name is keyof typeof rawTypes {
  return Object.hasOwn(rawTypes, name);
}

/** The names of columns, as an argument. */
export const columnList: nu.Parameter<readonly TaskColumn[]> = {
  ...nu.texts(columnNames),
  read: (value) => readColumns(value, "--columns"),
};

/**
 * Returns the columns that a list names, or a text that is one name; each once, as in `select`. Throws a LabeledError at a
 * name that is none. `by` is what names them.
 */
export function readColumns(value: nu.Value, by: string): readonly TaskColumn[] {
  const items = value.kind === "List" ? value.vals : [value];
  if (items.length === 0) return nu.throwInvalid(value, `${by} must name a column`, "names none");
  return [...new Set(items.map((item) => readColumn(item, by)))];
}

function readColumn(item: nu.Value, by: string): TaskColumn {
  const name = nu.string.read(item);
  if (isColumn(name)) return name;
  throw new nu.LabeledError(`${by} names an unknown column ${quote(name)}${didYouMean(name, columnNames)}`, {
    code: "orch::unknown_column",
    labels: [{ text: "not a column of `orch tasks`", span: item.span }],
    help: `Known columns: ${columnNames.join(", ")}.`,
  });
}
