import * as nu from "../nushell/index.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { selectTasks, taskMatcher } from "../orchestrator/tasks/filter.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { refuseProblems, reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { filterFlags, filtersOf } from "./tasks/filters.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { declaredTasks, fieldProblems, streamRows, taskRows, taskTable } from "./tasks/rows.ts";

// Up to here one value is faster; beyond, memory stays bounded and `first` need not pay for the whole.
const streamedFrom = 50_000;

export function tasks(session: Session): nu.Command {
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
      const filters = filtersOf(call);
      const data = await openData(call, session);
      const listing = await listTasks(data);
      const keeps = taskMatcher(filters);
      const byDefault = flags.limit === undefined ? data.settings.defaultLimit : undefined;
      // One more than are to be shown tells whether there are more.
      const limit = byDefault === undefined ? flags.limit : byDefault + 1;
      let selected = selectTasks(listing.tasks, { ...filters, limit, offset: flags.offset }, keeps);
      if (byDefault !== undefined && selected.length > byDefault) {
        selected = selected.slice(0, byDefault);
        const line = `orch tasks: only the first ${byDefault}, by default_limit of the configuration; --limit gives more`;
        if (!flags.quiet) engine.warn(line);
      }
      const view = { long: flags.long, raw: flags.raw, source: data.found.many, keeps };
      if (flags.strict) {
        // Any file's any field counts, whether or not this view would show it.
        refuseProblems([...listing.problems, ...(await fieldProblems(listing.tasks, signal))], flagSpan("strict"));
      }
      const report = (problems: readonly Problem[]) =>
        reportProblems(problems, { command: "orch tasks", quiet: flags.quiet, engine });
      const answer = selected.length < streamedFrom ? await taskRows(selected, view, signal) : undefined;
      if (answer === undefined) {
        const rows = streamRows(selected, view, signal, report);
        return nu.listStream(taskTable(view).of, rows, report(listing.problems));
      }
      return nu.value(taskTable(view), answer.rows, report([...listing.problems, ...answer.problems]));
    },
  });
}
