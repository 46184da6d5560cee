import * as nu from "nu-plugin";
import type { Counted } from "../../orchestrator/statistics/counted.ts";
import { areOfFailures, type KeyName, type Naming } from "../../orchestrator/statistics/keys.ts";
import { groupsOf, summarize } from "../../orchestrator/statistics/statistics.ts";
import { priorityType } from "../tasks/priority-type.ts";

const times = { mean: nu.nullable(nu.duration), p95: nu.nullable(nu.duration) };
const latest = nu.nullable(nu.checkedDate);
const example = nu.nullable(nu.string);
// At 120 columns Nushell breaks what comes near the edge, and an id of 36 letters would take many lines there.
const ofAll = {
  count: nu.int,
  failed: nu.int,
  failure_rate: nu.nullable(nu.float),
  ...times,
  example,
  last_failure: latest,
  share: nu.float,
};
const ofFailures = { count: nu.int, last_failure: latest, example, ...times, share: nu.float };

type Row = nu.Row<typeof ofAll>;

/** Returns the type of the table that counts by some keys. */
export function tableBy(keys: readonly KeyName[]): nu.ListType<Row, unknown> {
  const columns = keys.map((key) => [key, key === "priority" ? priorityType : nu.nullable(nu.string)] as const);
  return nu.table({ ...Object.fromEntries(columns), ...(areOfFailures(keys) ? ofFailures : ofAll) });
}

const durations = nu.record({
  count: nu.int,
  mean: nu.nullable(nu.duration),
  median: nu.nullable(nu.duration),
  p95: nu.nullable(nu.duration),
  max: nu.nullable(nu.duration),
});

const figures = {
  failure_rate: nu.nullable(nu.float),
  throughput_per_hour: nu.nullable(nu.float),
  oldest_pending: nu.nullable(nu.checkedDate),
};

export const summary = nu.record({
  total: nu.int,
  by_status: tableBy(["status"]),
  by_priority: tableBy(["priority"]),
  by_date: tableBy(["date"]),
  execution: durations,
  wait: durations,
  ...figures,
});

export const counts = nu.tableType({ count: nu.int });
const measures = nu.recordType({ count: nu.int });
// What its signature says of it. All of its columns, four times, would be 100 lines of the command's help.
export const declaredSummary = nu.recordType({
  total: nu.int,
  by_status: counts,
  by_priority: counts,
  by_date: counts,
  execution: measures,
  wait: measures,
  ...figures,
});

/** Returns the rows of `tableBy` for these tasks. */
export function rowsBy(keys: readonly KeyName[], tasks: readonly Counted[], naming: Naming): Row[] {
  return groupsOf(tasks, keys, naming).map(({ values, failureRate, lastFailure, ...group }) =>
    Object.assign(Object.fromEntries(keys.map((key, i) => [key, values[i]])), group, {
      failure_rate: failureRate,
      last_failure: lastFailure,
    }),
  );
}

/** Returns the figures of all these tasks, as `summary` has them. */
export function summaryOf(tasks: readonly Counted[], naming: Naming): Parameters<typeof summary.write>[1] {
  const { total, execution, wait, failureRate, throughputPerHour, oldestPending } = summarize(tasks);
  return {
    total,
    by_status: rowsBy(["status"], tasks, naming),
    by_priority: rowsBy(["priority"], tasks, naming),
    by_date: rowsBy(["date"], tasks, naming),
    execution,
    wait,
    failure_rate: failureRate,
    throughput_per_hour: throughputPerHour,
    oldest_pending: oldestPending,
  };
}
