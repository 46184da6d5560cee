import * as nu from "../nushell/index.ts";
import type { Problem } from "../orchestrator/problem.ts";
import { prepareSelection, selectTasks, taskMatcher } from "../orchestrator/tasks/filter.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { refuseProblems, reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { declaredTasks, fieldProblems, streamRows, taskRows, taskTable } from "./tasks/rows.ts";

// Fewer rows are faster as one value. More are streamed, which bounds memory and lets `first` stop early.
const streamedFrom = 50_000;

export function tasks(session: Session): nu.Command {
  return defineCommand({
    name: "orch tasks",
    summary: "List the orchestrator's tasks, highest priority first",
    description:
      "Tasks of equal priority are sorted by age, oldest first. Priorities in words (Critical, High, Normal, Low) come after numbers. A field that a file does not have is null and sorts last; `where` takes a comparison with null for false, but `and` and `or` refuse it, so give each condition a `where` of its own. A file that cannot be read is named on stderr and in the metadata (orch_problems), and the rest is listed.",
    searchTerms: ["orchestrator", "queue", "jobs", "pending", "priority"],
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
      long: { short: "l", description: "Add more columns: name, type, command, times, output and others" },
      raw: { short: "r", description: "Return status, times and priority exactly as in the files" },
      strict: { description: "Fail if any file has a problem" },
    },
    output: declaredTasks,
    examples: [
      {
        description: "Which tasks come next?",
        example: "orch tasks --status pending | first 2 | select id priority",
        result: [
          { id: "task-003", priority: 70 },
          { id: "task-004", priority: 70 },
        ],
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
      const filters = await filtersOf(call);
      const data = await openData(call, session);
      const { many } = data.found;
      const listing = await listTasks(data);
      await prepareSelection(listing.tasks, filters, signal);
      const keeps = taskMatcher(filters);
      const byDefault = flags.limit === undefined ? data.settings.defaultLimit : undefined;
      // One more row than will be shown is selected, to tell whether there are more.
      const limit = byDefault === undefined ? flags.limit : byDefault + 1;
      let selected = selectTasks(listing.tasks, { ...filters, limit, offset: flags.offset }, keeps);
      if (byDefault !== undefined && selected.length > byDefault) {
        selected = selected.slice(0, byDefault);
        const line = `orch tasks: showing only the first ${byDefault} tasks, as default_limit in the configuration says; use --limit for more`;
        if (!flags.quiet) engine.warn(line);
      }
      const view = { long: flags.long, raw: flags.raw, source: many, keeps };
      if (flags.strict) {
        // A problem in any field of any file counts, whether or not this view shows it.
        const problems = [...listing.problems, ...(await fieldProblems(listing.tasks, signal))];
        refuseProblems(problems, { many, span: flagSpan("strict") });
      }
      const report = (problems: readonly Problem[]) =>
        reportProblems(problems, { command: "orch tasks", quiet: flags.quiet, engine, many });
      const answer = selected.length < streamedFrom ? await taskRows(selected, view, signal) : undefined;
      if (answer === undefined) {
        const rows = streamRows(selected, view, signal, report);
        return nu.listStream(taskTable(view).of, rows, report(listing.problems));
      }
      return nu.value(taskTable(view), answer.rows, report([...listing.problems, ...answer.problems]));
    },
  });
}
