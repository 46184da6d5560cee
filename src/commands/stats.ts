import * as nu from "../nushell/index.ts";
import * as statistics from "../orchestrator/tasks/statistics.ts";
import { prepareSelection, selectTasks } from "../orchestrator/tasks/filter.ts";
import type { Bar } from "./tasks/bar-chart.ts";
import { defineCommand } from "./call/define-command.ts";
import { countedRow, type CountedRow } from "./tasks/counted-rows.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { priorityType } from "./tasks/priority-type.ts";

type Group<Key> = statistics.Group<Key>;

/** One way to count tasks. */
interface Counting<Row> {
  readonly type: nu.ListType<Row, unknown>;
  table(tasks: readonly CountedRow[], metadata: nu.Metadata): nu.PipelineData;
  rows(tasks: readonly CountedRow[]): Row[];
  bars(tasks: readonly CountedRow[]): Bar[];
}

const share = { count: nu.int, share: nu.float, mean_execution: nu.nullable(nu.duration) };
const outcome = { count: nu.int, completed: nu.int, failed: nu.int };

const countings = {
  status: counting(nu.table({ status: nu.string, ...share }), statistics.byStatus, (group) => ({
    status: group.key,
    ...shareOf(group),
  })),
  priority: counting(nu.table({ priority: priorityType, ...share }), statistics.byPriority, (group) => ({
    priority: group.key,
    ...shareOf(group),
  })),
  date: counting(nu.table({ date: nu.nullable(nu.string), ...outcome }), statistics.byDate, (group) => ({
    date: group.key,
    ...group,
  })),
  workflow: counting(nu.table({ workflow: nu.nullable(nu.string), ...share }), statistics.byWorkflow, (group) => ({
    workflow: group.key,
    ...shareOf(group),
  })),
};

const durations = nu.record({
  count: nu.int,
  mean: nu.nullable(nu.duration),
  median: nu.nullable(nu.duration),
  p95: nu.nullable(nu.duration),
  max: nu.nullable(nu.duration),
});

const summary = nu.record({
  total: nu.int,
  by_status: countings.status.type,
  by_priority: countings.priority.type,
  by_date: countings.date.type,
  execution: durations,
  wait: durations,
  failure_rate: nu.nullable(nu.float),
  throughput_per_hour: nu.nullable(nu.float),
  oldest_pending: nu.nullable(nu.checkedDate),
});

const answer = nu.oneOf(summary, nu.tableType({ count: nu.int }), nu.string);

export function stats(session: Session): nu.Command {
  return defineCommand({
    name: "orch stats",
    summary: "Count tasks and measure how long they wait and run",
    description:
      "If rows come from the pipeline, such as those of `orch tasks --long`, they are counted instead of the queue. Execution times are those of tasks that have started and ended, waiting times those of tasks that have started; p95 is a nearest-rank percentile. Throughput is completed tasks per hour, between the first completion and the last. A queued task counts as pending, one in progress as running. Days are in UTC.",
    searchTerms: ["orchestrator", "statistics", "count", "throughput", "duration", "histogram"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      by: {
        takes: nu.choice(["status", "priority", "date", "workflow"]),
        short: "b",
        description: "Return one flat table, with a row for each of these",
      },
      chart: { short: "c", description: "Draw that table as bars across the terminal, by status unless --by is given" },
    },
    variants: [
      [nu.items(nu.anyValue), answer],
      [nu.nothing, answer],
    ],
    examples: [
      {
        description: "How many tasks are there, and what share of them fails?",
        example: "orch stats | select total failure_rate",
        result: { total: 8, failure_rate: 0.5 },
      },
      {
        description: "How many tasks are in each state?",
        example: "orch stats --by status | select status count",
        result: [
          { status: "pending", count: 4 },
          { status: "running", count: 1 },
          { status: "completed", count: 1 },
          { status: "failed", count: 1 },
          { status: "cancelled", count: 1 },
        ],
      },
      {
        description: "How long did the slowest task take?",
        example: "orch stats | get execution.max",
        result: new nu.Duration(270_000_000_000n),
      },
      {
        description: "Count only the tasks that a pipeline selects",
        example: "orch tasks --long | where name =~ backup | orch stats | get by_status.count",
        result: [1],
      },
    ],
    async run(call) {
      const { flags, input, engine, signal } = call;
      const filters = await filtersOf(call);
      const { tasks, metadata } = input === null ? await queued() : { tasks: await piped(input), metadata: {} };
      await prepareSelection(tasks, filters, signal);
      const selected = selectTasks(tasks, filters);
      if (flags.chart) {
        // `Intl.Segmenter` takes 10 ms to load. Importing the chart only here saves that at every start of the plugin.
        const { barChart } = await import("./tasks/bar-chart.ts");
        const bars = countings[flags.by ?? "status"].bars(selected);
        return nu.value(nu.string, barChart(bars, await nu.terminalWidth(engine)), metadata);
      }
      if (flags.by !== undefined) return countings[flags.by].table(selected, metadata);
      return nu.value(summary, summaryOf(selected), metadata);

      async function queued() {
        const data = await openData(call, session);
        const listing = await listTasks(data);
        const remark = listing.unread.length === 0 ? undefined : "The figures leave out what cannot be read.";
        const report = { command: "orch stats", quiet: flags.quiet, engine, many: data.found.many, remark };
        return { tasks: listing.tasks, metadata: reportProblems(listing.problems, report) };
      }
    },
  });
}

async function piped(rows: AsyncIterable<nu.Value>): Promise<CountedRow[]> {
  const counted: CountedRow[] = [];
  for await (const row of rows) counted.push(countedRow(row));
  return counted;
}

function summaryOf(tasks: readonly CountedRow[]): Parameters<typeof summary.write>[1] {
  const { total, execution, wait, failureRate, throughputPerHour, oldestPending } = statistics.summarize(tasks);
  return {
    total,
    by_status: countings.status.rows(tasks),
    by_priority: countings.priority.rows(tasks),
    by_date: countings.date.rows(tasks),
    execution,
    wait,
    failure_rate: failureRate,
    throughput_per_hour: throughputPerHour,
    oldest_pending: oldestPending,
  };
}

function counting<Row, Key extends string | number | bigint | null>(
  type: nu.ListType<Row, unknown>,
  groups: (tasks: readonly CountedRow[]) => Group<Key>[],
  toRow: (group: Group<Key>) => Row,
): Counting<Row> {
  const rows = (tasks: readonly CountedRow[]) => groups(tasks).map(toRow);
  return {
    type,
    rows,
    table: (tasks, metadata) => nu.value(type, rows(tasks), metadata),
    bars: (tasks) =>
      groups(tasks).map(({ key, count, share: part }) => ({
        label: String(key ?? "none"),
        count,
        share: part,
      })),
  };
}

function shareOf({ count, share: part, meanExecution }: Group<unknown>) {
  return { count, share: part, mean_execution: meanExecution };
}
