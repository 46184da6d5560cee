import * as nu from "nu-plugin";
import type { Counted } from "../../orchestrator/statistics/counted.ts";
import { errorKind } from "../../orchestrator/task/error-kind.ts";
import type { Selectable, TaskSelection } from "../../orchestrator/tasks/filter.ts";
import type { KeyName } from "../../orchestrator/statistics/keys.ts";
import { statusName } from "../../orchestrator/task/phase.ts";
import { priorityWord, type Priority } from "../../orchestrator/task/priority.ts";
import { numberBetween, readTimestamp, type Timestamp } from "../../orchestrator/timestamp.ts";

/** A task, as far as a row of a table describes it. */
export type CountedRow = Counted & Selectable;

/** The columns from which the keys come that are not called like their column. */
const sources: Partial<Record<KeyName, string>> = {
  hour: "created_at",
  date: "created_at",
  ended_hour: "completed_at",
  ended_date: "completed_at",
};

/** Returns the columns that rows must have to be selected and counted: without them none would be kept, as if none were there. */
export function neededColumns(keys: readonly KeyName[], filters: TaskSelection): readonly string[] {
  const { from, to, endedFrom, endedTo, minPriority, maxPriority, workflow } = filters;
  const filtered = {
    created_at: from ?? to,
    completed_at: endedFrom ?? endedTo,
    priority: minPriority ?? maxPriority,
    workflow,
  };
  const asked = Object.entries(filtered).flatMap(([column, filter]) => (filter === undefined ? [] : column));
  return [...keys.map((key) => sources[key] ?? key), ...asked];
}

/**
 * Reads a row of `orch tasks`, with or without `--long`. Whatever the row lacks is unknown of the task, but it must have
 * the `needed` columns. `onBadTime` is called for a time that cannot be read, which is unknown as well.
 */
export function countedRow(
  row: nu.Value,
  needed: readonly string[],
  onBadTime: (column: string, text: string) => void,
): CountedRow {
  if (row.kind !== "Record") return nu.throwMismatch(row, "a row of `orch tasks`");
  const cell = (name: string) => row.val.get(name);
  const status = textOf(cell("status"));
  if (status === undefined) {
    return nu.throwInvalid(row, 'has no column "status"', "must come from `orch tasks`, or have its columns");
  }
  const lack = needed.find((column) => !row.val.has(column));
  if (lack !== undefined) {
    const problem = `has no column "${lack}", by which it is to be counted or filtered`;
    return nu.throwInvalid(row, problem, "add it with --long or --columns of `orch tasks`");
  }
  const timeIn = (column: string) => {
    const text = textOf(cell(column)) ?? "";
    const time = timeOf(cell(column));
    if (time === undefined && text !== "") onBadTime(column, text);
    return time;
  };
  const created = timeIn("created_at");
  const started = timeIn("started_at");
  const completed = timeIn("completed_at");
  return {
    id: textOf(cell("id")) ?? null,
    dataDir: textOf(cell("source_dir")) ?? null,
    dir: textOf(cell("dir")) ?? null,
    status: statusName(status),
    priority: priorityOf(cell("priority")),
    workflow: textOf(cell("workflow")) ?? null,
    createdAt: created?.text ?? null,
    createdMs: created?.ms ?? Infinity,
    createdNs: created?.ns ?? 0,
    waitTime: numberBetween(created, started),
    executionTime: numberBetween(started, completed),
    completedAt: completed?.text ?? null,
    completedMs: completed?.ms ?? null,
    command: textOf(cell("command")) ?? null,
    taskType: textOf(cell("task_type")) ?? null,
    infra: textOf(cell("infra")) ?? null,
    error: errorKind(textOf(cell("error")) ?? null),
  };
}

function priorityOf(cell: nu.Value | undefined): Priority {
  if (cell?.kind === "String") return priorityWord(cell.val) ?? null;
  return cell?.kind === "Int" ? cell.val : null;
}

function textOf(cell: nu.Value | undefined): string | undefined {
  return cell?.kind === "String" ? cell.val : undefined;
}

function timeOf(cell: nu.Value | undefined): Timestamp | undefined {
  if (cell?.kind !== "Date" && cell?.kind !== "String") return undefined;
  return readTimestamp(cell.val) ?? savedTime(cell.val);
}

/**
 * Reads the text that Nushell makes of a date where it saves rows: `Sat, 14 Mar 2026 08:00:00 +0000 (8 months ago)` in CSV,
 * or in older releases `2026-03-14 08:00:00 +00:00`, there and in JSON.
 */
function savedTime(text: string): Timestamp | undefined {
  const [mail] = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}(?= \(|$)/.exec(text) ?? [];
  if (mail === undefined) return readTimestamp(text.replace(/ (?=[+-]\d\d:\d\d$)/, ""));
  const ms = Date.parse(mail);
  return Number.isNaN(ms) ? undefined : readTimestamp(new Date(ms).toISOString());
}
