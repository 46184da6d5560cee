import * as nu from "../nushell/index.ts";
import type { Problem } from "../orchestrator/problem.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { prepareSelection, selectTasks, taskMatcher } from "../orchestrator/tasks/filter.ts";
import type { Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { refuseProblems, reportProblems } from "./call/problem-report.ts";
import { filterFlags, filtersOf } from "./tasks/filters.ts";
import { listTasks } from "./tasks/listing.ts";
import { declaredTasks, fieldProblems, streamRows, taskRowsThatFit, taskTable } from "./tasks/rows.ts";

// Up to here one value is faster; beyond, memory stays bounded and `first` need not pay for the whole.
const streamedFrom = 50_000;

export function tasks(queues: Queues): nu.Command {
  return defineCommand({
    name: "orch tasks",
    summary: "List the orchestrator's tasks, those with the highest priority first",
    description:
      "Among equal priorities the older task comes first; what a file does not state is null and comes last. A file that cannot be read is named on stderr and in the metadata (orch_problems), and the rest is listed.",
    searchTerms: ["orchestrator", "queue", "jobs", "pending", "priority"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      limit: { takes: nu.integer({ min: 0 }), short: "n", description: "At most this many, counted after sorting" },
      offset: {
        takes: nu.integer({ min: 0 }),
        description: "Leave out this many first: --offset 20 --limit 10 is page 3",
      },
      long: { short: "l", description: "Add the other columns: name, command, times, output and more" },
      raw: { short: "r", description: "Give status, times and priority as the files have them" },
      strict: { description: "Fail when any file has a problem" },
    },
    output: declaredTasks,
    examples: [
      {
        description: "What comes next?",
        example: "orch tasks --status pending | first 2 | select id priority",
        result: [
          { id: "task-003", priority: 70 },
          { id: "task-004", priority: 70 },
        ],
      },
      {
        description: "Urgent tasks that have not begun",
        example: "orch tasks --status pending | where priority > 60 | get id",
        result: ["task-003", "task-004"],
      },
      {
        description: "What went wrong, and where?",
        example: "orch tasks --status [failed cancelled] --long | select id error",
        result: [
          { id: "task-005", error: "db-01: no space left on device" },
          { id: "task-007", error: null },
        ],
      },
      {
        description: "How old is the first in the queue?",
        example: "orch tasks --limit 1 | get 0.created_at",
        result: new Date("2026-03-14T08:00:00Z"),
      },
      {
        description: "The tasks of several data directories in one order",
        example: "orch tasks --data-dir [data/small data/daemon] --limit 3 | get id",
        result: ["task-001", "task-002", "task-003"],
      },
      {
        description: "Which files could not be read as they should be?",
        example: "orch tasks --data-dir data/broken --quiet | metadata | get orch_problems.code",
        result: ["not-json", "empty", "bad-priority", "bad-date"],
        since: "0.108",
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal } = call;
      const filters = await filtersOf(call);
      const data = await openData(call, queues);
      const { many } = data.found;
      const listing = await listTasks(data);
      await prepareSelection(listing.tasks, filters, signal);
      const select = (limit: number | undefined) =>
        selectTasks(listing.tasks, { ...filters, limit, offset: flags.offset });
      const selected =
        flags.limit === undefined
          ? selectByDefault(data.configuration.defaultLimit, select, (line) => flags.quiet || engine.warn(line))
          : select(flags.limit);
      const keeps = taskMatcher(filters);
      const view = { long: flags.long, raw: flags.raw, source: many, keeps };
      if (flags.strict) {
        // Any file's any field counts, whether or not this view would show it.
        const problems = [...listing.problems, ...(await fieldProblems(listing.tasks, signal))];
        refuseProblems(problems, { many, span: flagSpan("strict") });
      }
      const report = (problems: readonly Problem[]) =>
        reportProblems(problems, { command: "orch tasks", quiet: flags.quiet, engine, many });
      const answer = selected.length < streamedFrom ? await taskRowsThatFit(selected, view, signal) : undefined;
      if (answer === undefined) {
        const rows = streamRows(selected, view, signal, report);
        return nu.listStream(taskTable(view).of, rows, report(listing.problems));
      }
      return nu.value(taskTable(view), answer.rows, report([...listing.problems, ...answer.problems]));
    },
  });
}

/** As many as the configuration says, and a line that says so where there are more. */
function selectByDefault(
  limit: number | undefined,
  select: (limit: number | undefined) => readonly Task[],
  warn: (line: string) => unknown,
): readonly Task[] {
  if (limit === undefined) return select(undefined);
  const selected = select(limit + 1);
  if (selected.length <= limit) return selected;
  warn(`orch tasks: only the first ${limit}, by default_limit of the configuration; --limit gives more`);
  return selected.slice(0, limit);
}
