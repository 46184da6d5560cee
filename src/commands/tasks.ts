import * as nu from "nu-plugin";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { Dependencies } from "../orchestrator/tasks/dependencies.ts";
import {
  prepareSelection,
  refuseUnknown,
  selectTasks,
  taskMatcher,
  type TaskSelection,
} from "../orchestrator/tasks/filter.ts";
import type { Task } from "../orchestrator/task/task.ts";
import { contradiction } from "./call/contradiction.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { refuseProblems, reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { columnList, columnsOf, declaredTasks, readColumns, tableOf, type TaskColumn } from "./tasks/columns.ts";
import { undatedText, filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { readinessFlags, remarkOn, wantedReadiness } from "./tasks/readiness.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { fieldProblems, streamRows, taskRows } from "./tasks/rows.ts";

// Fewer rows are faster as one value. More are streamed, which bounds memory and lets `first` stop early.
const streamedFrom = 50_000;

export function tasks(session: Session): nu.Command {
  return defineCommand({
    name: "orch tasks",
    summary: "List the orchestrator's tasks, highest priority first",
    description:
      "Tasks of equal priority are sorted by age, oldest first. Priorities in words (Critical, High, Normal, Low) come after numbers. A field that a file does not have is null and sorts last; `where` takes a comparison with null for false, but `and` and `or` refuse it, so give each condition a `where` of its own. A file that cannot be read is named on stderr and in the metadata (orch_problems), and the rest is listed.",
    searchTerms: [
      "orchestrator",
      "list",
      "ls",
      "ps",
      "queue",
      "jobs",
      "next",
      "ready",
      "blocked",
      "pending",
      "running",
      "failed",
      "priority",
      "export",
      "csv",
    ],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      limit: { takes: nu.integer({ min: 0 }), short: "n", description: "List at most this many tasks, after sorting" },
      offset: {
        takes: nu.integer({ min: 0 }),
        description: "Skip this many tasks first: --offset 20 --limit 10 is page 3",
      },
      ...readinessFlags,
      columns: {
        takes: columnList,
        short: "c",
        description:
          "Show these columns of --long in this order, such as [id name status], and read no more than they need",
      },
      long: { short: "l", description: "Add more columns: name, type, command, times, output and others" },
      flat: {
        description:
          "Join lists to texts, with a space between, as `to csv` needs: orch tasks --long --flat --raw | to csv",
      },
      raw: { short: "r", description: "Return status, times and priority exactly as in the files" },
      strict: { description: "Fail if any file has a problem" },
    },
    output: nu.oneOf(declaredTasks, nu.tableType({})),
    examples: [
      {
        description: "Which tasks come next?",
        example: "orch tasks --ready --columns [id priority]",
        result: [
          { id: "task-006", priority: 50 },
          { id: "task-008", priority: null },
        ],
      },
      {
        description: "Which tasks cannot start, and what do they wait for?",
        example: "orch tasks --blocked --columns [id blocked_by] --flat",
        result: [
          { id: "task-003", blocked_by: "task-002" },
          { id: "task-004", blocked_by: "task-002 task-003" },
        ],
      },
      {
        description: "What failed since then, whenever it was created?",
        example: "orch tasks --status failed --ended-from 2026-03-13T22:00:00Z --columns [id error]",
        result: [{ id: "task-005", error: "db-01: no space left on device" }],
      },
      {
        description: "Which urgent tasks have not started?",
        example: "orch tasks --status pending | where priority > 60 | get id",
        result: ["task-003", "task-004"],
      },
      {
        description: "Which tasks went wrong, and why?",
        example: "orch tasks --status [failed cancelled] --long | select id error",
        result: [
          { id: "task-005", error: "db-01: no space left on device" },
          { id: "task-007", error: null },
        ],
      },
      {
        description: "When was the first task in the queue created?",
        example: "orch tasks --limit 1 | get 0.created_at",
        result: new Date("2026-03-14T08:00:00Z"),
      },
      {
        description: "List the tasks of several data directories together",
        example: "orch tasks --data-dir [data/small data/daemon] --limit 3 | get id",
        result: ["task-001", "task-002", "task-003"],
      },
      {
        description: "What is wrong with the files?",
        example: "orch tasks --data-dir data/broken --quiet | metadata | get orch_problems.code",
        result: ["not-json", "empty", "bad-priority", "bad-date"],
        since: "0.108",
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal } = call;
      const warn = warner("orch tasks", call);
      const filters = await filtersOf(call);
      if (flags.long && flags.columns !== undefined) {
        throw contradiction("--long shows all columns, and --columns some of them", {
          span: flagSpan("columns"),
          label: "are not all",
          help: "Leave one out: --columns can name any column of --long.",
        });
      }
      const data = await openData(call, session);
      const { many } = data.found;
      const listing = await listTasks(data);
      const undated = undatedText(listing.tasks, filters);
      if (undated !== undefined) warn(undated);
      const dependencies = new Dependencies(listing);
      await prepareSelection(listing.tasks, filters, signal);
      refuseUnknown(listing, filters);
      // After `refuseUnknown`: a misspelt status leaves nothing either, but has to be named as such.
      const readiness = wantedReadiness(call);
      const matches = taskMatcher(filters);
      const isWanted = (task: Task) => dependencies.readiness(task) === readiness && matches?.(task) !== false;
      const keeps = readiness === undefined ? matches : isWanted;
      const selection = { ...filters, limit: flags.limit, offset: flags.offset };
      const { selected, cutAt } = selectPage(listing.tasks, selection, keeps, data.settings.defaultLimit);
      if (cutAt !== undefined) {
        warn(`showing only the first ${cutAt} tasks, as default_limit in the configuration says; use --limit for more`);
      }
      const columns = shownColumns(flags, data.settings.columns, many);
      const view = {
        columns,
        shortName: shortNames(data.found.dirs),
        raw: flags.raw,
        flat: flags.flat,
        dependencies,
        keeps,
      };
      if (flags.strict) {
        // A problem in any field of any file counts, whether or not this view shows it.
        const problems = [...listing.problems, ...(await fieldProblems(listing.tasks, signal))];
        refuseProblems(problems, { many, span: flagSpan("strict") });
      }
      const remark = readiness && remarkOn(listing.tasks.filter((task) => matches?.(task) !== false));
      const report = (problems: readonly Problem[]) =>
        reportProblems(problems, { command: "orch tasks", quiet: flags.quiet, engine, many, remark });
      const answer = selected.length < streamedFrom ? await taskRows(selected, view, signal) : undefined;
      if (answer === undefined) {
        const rows = streamRows(selected, view, signal, report);
        return nu.listStream(tableOf(view).of, rows, report(listing.problems));
      }
      return nu.value(tableOf(view), answer.rows, report([...listing.problems, ...answer.problems]));
    },
  });
}

/** Selects tasks as `selectTasks` does. `cutAt` is the limit that is set for lists without one of their own, if it leaves any out. */
function selectPage(
  all: readonly Task[],
  selection: TaskSelection,
  keeps: ((task: Task) => boolean) | undefined,
  usualLimit: number | undefined,
): { readonly selected: readonly Task[]; readonly cutAt?: number } {
  if (selection.limit !== undefined || usualLimit === undefined) {
    return { selected: selectTasks(all, selection, keeps) };
  }
  // One more than will be shown, to tell whether there are more.
  const selected = selectTasks(all, { ...selection, limit: usualLimit + 1 }, keeps);
  return selected.length > usualLimit ? { selected: selected.slice(0, usualLimit), cutAt: usualLimit } : { selected };
}

/** Returns the columns to show, by the flags or else by the configuration. `source` is whether to tell directories apart. */
function shownColumns(
  { long, columns }: { readonly long: boolean; readonly columns: readonly TaskColumn[] | undefined },
  configured: nu.Value | undefined,
  source: boolean,
): readonly TaskColumn[] {
  if (columns !== undefined) return columns;
  if (long || configured === undefined) return columnsOf({ long, source });
  const chosen = readColumns(configured, "$env.config.plugins.orchestrator.columns");
  const tellsApart = chosen.includes("dir") || chosen.includes("source_dir");
  return source && !tellsApart ? ["dir", ...chosen] : chosen;
}
