import * as nu from "nu-plugin";
import { withDetails } from "../orchestrator/statistics/counted.ts";
import {
  prepareSelection,
  refuseUnknown,
  selectTasks,
  type Selectable,
  type SelectedFrom,
} from "../orchestrator/tasks/filter.ts";
import {
  areInFiles,
  areOfTime,
  countedBy,
  isKeyName,
  keyNames,
  type KeyName,
} from "../orchestrator/statistics/keys.ts";
import { groupsOf, type Group } from "../orchestrator/statistics/statistics.ts";
import { didYouMean } from "../orchestrator/text/nearest.ts";
import { quote } from "../orchestrator/text/printable.ts";
import { dataDirVariables } from "../orchestrator/data-dir/candidates.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { defineCommand } from "./call/define-command.ts";
import { localCalendar, utcCalendar } from "./call/calendars.ts";
import { painterFor } from "./text/colors.ts";
import { dataContext, dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { barChart, type Bar } from "./stats/bar-chart.ts";
import { countedRow, neededColumns, type CountedRow } from "./stats/counted-rows.ts";
import { counts, declaredSummary, rowsBy, summary, summaryOf, tableBy } from "./stats/tables.ts";
import { undatedText, filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";

const answer = nu.oneOf(declaredSummary, counts, nu.string);

export function stats(session: Session): nu.Command {
  return defineCommand({
    name: "orch stats",
    summary: "Count tasks and measure how long they wait and run",
    description:
      "If rows come from the pipeline, such as those of `orch tasks --long`, they are counted instead of the queue. Execution times are those of tasks that have started and ended, waiting times those of tasks that have started; p95 is a nearest-rank percentile. Throughput is completed tasks per hour, between the first completion and the last. A queued task counts as pending, one in progress as running. hour and date are those of creation, ended_hour and ended_date those of the end, all in local time ($env.TZ, or else the system's) unless --utc. error counts failed tasks by the first line of their error, with # in place of numbers and ids. last_failure and example tell when which of the tasks failed last.",
    searchTerms: [
      "orchestrator",
      "statistics",
      "count",
      "throughput",
      "duration",
      "slowest",
      "failures",
      "compare",
      "histogram",
    ],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      by: {
        takes: nu.texts(keyNames),
        short: "b",
        description: `Return one flat table, with a row for each of these, or for each combination of a list of them: ${keyNames.join(", ")}`,
      },
      chart: {
        short: "c",
        description:
          "Draw that table as bars across the terminal, the failed part in red; by status unless --by is given",
      },
      utc: { short: "u", description: "Count days and hours in UTC instead of local time" },
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
        description: "What goes wrong, how often, and which task is the latest to look at?",
        example: "orch stats --by error | select error count example",
        result: [{ error: "db-#: no space left on device", count: 1, example: "task-005" }],
      },
      {
        description: "How many tasks failed in each hour?",
        example: "orch stats --by ended_hour --utc | where failed > 0 | select ended_hour failed",
        result: [{ ended_hour: "2026-03-13 22:00", failed: 1 }],
      },
      {
        description: "How do several data directories compare?",
        example: "orch stats -d [data/small data/daemon] --by [dir status] | where status == failed | select dir count",
        result: [
          { dir: "small", count: 1 },
          { dir: "daemon", count: 1 },
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
      const { flags, flagSpan, input, engine, signal, head } = call;
      const by = flags.by && keysOf(flags.by, flagSpan("by"));
      const keys = by ?? (flags.chart ? (["status"] as const) : []);
      const filters = await filtersOf(call);
      const warn = warner("orch stats", call);
      const dataVariables = input === null ? dataDirVariables(flags["data-dir"]) : [];
      // The summary has days. Whoever asks for no times needs no time zone that is known here.
      const isLocal = !flags.utc && (keys.length === 0 || areOfTime(keys));
      const context = await dataContext(call, isLocal ? [...dataVariables, "TZ"] : dataVariables);
      const calendar = isLocal ? localCalendar(await context.env("TZ"), head) : utcCalendar;
      const { tasks, shortName, metadata } = input === null ? await queued() : await piped(input);
      const naming = { calendar, shortName };
      if (flags.chart) {
        const [width, painter] = await Promise.all([nu.terminalWidth(engine), painterFor(engine)]);
        const bars = groupsOf(tasks, keys, naming).map(barOf);
        return nu.value(nu.string, barChart(bars, width, painter), metadata);
      }
      if (by !== undefined) return nu.value(tableBy(by), rowsBy(by, tasks, naming), metadata);
      return nu.value(summary, summaryOf(tasks, naming), metadata);

      async function queued() {
        const data = await openData(call, session, context);
        const { dirs, many } = data.found;
        const listing = await listTasks(data);
        const selected = await select(listing);
        const remark = listing.unread.length === 0 ? undefined : "The figures leave out what cannot be read.";
        const report = { command: "orch stats", quiet: flags.quiet, engine, many, remark };
        const problems = [...listing.problems];
        const counted = areInFiles(keys) ? await withDetails(countedBy(keys, selected), problems, signal) : selected;
        return {
          shortName: shortNames(dirs),
          tasks: counted,
          metadata: reportProblems(problems, report),
        };
      }

      async function piped(rows: AsyncIterable<nu.Value>) {
        const counted: CountedRow[] = [];
        const needed = neededColumns(keys, filters);
        const badTimes = new Map<string, string>();
        const onBadTime = (column: string, text: string) => badTimes.set(column, text);
        for await (const row of rows) counted.push(countedRow(row, needed, onBadTime));
        for (const [column, text] of badTimes) warn(badTimeText(column, text));
        return { tasks: await select({ tasks: counted }), shortName: () => null, metadata: {} };
      }

      async function select<T extends Selectable>(from: SelectedFrom<T>): Promise<readonly T[]> {
        await prepareSelection(from.tasks, filters, signal);
        refuseUnknown(from, filters);
        const undated = undatedText(from.tasks, filters);
        if (undated !== undefined) warn(undated);
        return selectTasks(from.tasks, filters);
      }
    },
  });
}

/** Returns the keys by which tasks are to be counted. Throws a LabeledError for an unknown one. */
function keysOf(given: readonly string[], span: nu.Span): readonly KeyName[] {
  return Array.from(new Set(given), (name) => {
    if (isKeyName(name)) return name;
    throw new nu.LabeledError(`Tasks cannot be counted by ${quote(name)}${didYouMean(name, keyNames)}`, {
      code: "orch::unknown_key",
      labels: [{ text: "nothing to count by", span }],
      help: `Count by any of: ${keyNames.join(", ")}.`,
    });
  });
}

function badTimeText(column: string, text: string): string {
  return `what some rows have for ${column} is not a date and time, and taken as missing, such as ${quote(text)}`;
}

function barOf({ values, count, failed, share }: Group): Bar {
  return { label: values.map((value) => String(value ?? "none")).join(", "), count, failed, share };
}
