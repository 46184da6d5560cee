import * as nu from "nu-plugin";
import { sentences, withHelp } from "../orchestrator/text/sentences.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { prepareSelection, refuseUnknown, taskMatcher, unknownWorkflow } from "../orchestrator/tasks/filter.ts";
import { isOpen } from "../orchestrator/task/phase.ts";
import { knownTasks } from "../orchestrator/tasks/unread.ts";
import { painterFor } from "./text/colors.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { jsonValue } from "./call/json-value.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { offerIds } from "./tasks/completion.ts";
import { filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { idArguments } from "./tasks/ids.ts";
import { AwaitedTasks, listStates, problemsOf } from "./tasks/named-tasks.ts";
import { priorityType } from "./tasks/priority-type.ts";
import { seenEvents, type SeenEvent } from "./watch/seen-events.ts";
import { followTasks } from "../orchestrator/queue/following.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";

// What one watches for stands first, as a terminal may have no room for the rest.
const columns = {
  event: nu.string,
  id: nu.string,
  status: nu.string,
  progress: nu.any,
  name: nu.nullable(nu.string),
  error: nu.nullable(nu.string),
  time: nu.date,
  previous_status: nu.nullable(nu.string),
  priority: priorityType,
};
const severalColumns = { dir: nu.string, ...columns, source_dir: nu.string };
type EventRow = nu.Row<typeof severalColumns>;

export function watch(session: Session): nu.Command {
  return defineCommand({
    name: "orch watch",
    summary: "Show changes to tasks as they happen",
    description:
      "Tells of all tasks until Ctrl-C, until the rest of the pipeline needs no more rows, or until --for or --until-idle ends it. With ids it tells of these tasks, and ends when they have ended. All changes to one task between two looks are one event, and its last state is never lost. At a prompt use --text, which shows each event at once: Nushell holds back a row of a table that comes within a second of the last ones it drew.",
    searchTerms: ["orchestrator", "follow", "tail", "monitor", "events", "changes", "live"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      initial: { short: "i", description: "Start with the tasks that are there, as added events" },
      text: { short: "t", description: "Return a line of text for each event, for use at a prompt" },
      utc: { description: "With --text, give the time in UTC instead of the local one" },
      for: { takes: nu.milliseconds({ min: 0 }), description: "Stop after this long" },
      "until-idle": {
        description:
          "Stop when no task is pending or running, whatever --status, --ended-from and --ended-to select; fail if a file that cannot be read may hold one",
      },
      poll: {
        takes: nu.milliseconds({ min: 1 }),
        description:
          "Look this often; by default when the file system announces a change, or where it does not, ten times a second or less often",
      },
    },
    rest: idArguments("all tasks if none is given", offerIds(session, isOpen)),
    output: nu.oneOf(nu.tableType(columns), nu.string),
    examples: [
      {
        description: "Show the running tasks, and what happens to them for a moment",
        example: "orch watch --initial --status running --for 10ms | select event id status",
        result: [{ event: "added", id: "task-002", status: "running" }],
      },
      {
        description: "Show the same as lines of text, without the time",
        example: "orch watch --initial --status running --for 10ms --text --utc | lines | str substring 10..",
        result: ["added    task-002 install kubernetes running    45%"],
      },
    ],
    async run(call) {
      const { flags, engine, signal } = call;
      const filters = await filtersOf(call);
      const data = await openData(call, session);
      const { many } = data.found;
      const listing = await listTasks(data);
      const { tasks, problems, unread } = listing;
      const awaited = call.rest.length === 0 ? undefined : new AwaitedTasks(call.rest);
      const named = await awaited?.after({ tasks: () => tasks, unread });
      const warn = warner("orch watch", call);
      await prepareSelection(tasks, filters, signal);
      // A status that no task has, and that none can have, is refused before the first look. A workflow may come yet.
      refuseUnknown(listing, { ...filters, workflow: undefined });
      const unknown = unknownWorkflow({ tasks: knownTasks(listing) }, filters);
      if (unknown !== undefined)
        warn(sentences(withHelp(unknown), "No task that can be read has it, but one may come."));
      const shown = named === undefined ? problems : problemsOf(named.tasks, listing);
      const metadata = reportProblems(shown, { command: "orch watch", quiet: flags.quiet, engine, many });
      if (awaited?.haveEnded && !flags.initial)
        warn(`${listStates(awaited.waiting.tasks)} ended before the watch began`);
      const { initial, "until-idle": untilIdle } = flags;
      const looks = followTasks(data, { during: flags.for, poll: flags.poll }, signal);
      const events = seenEvents(looks, { filters, initial, awaited, untilIdle, known: unread, warn, signal });
      const shortName = shortNames(data.found.dirs);
      if (!flags.text) {
        return nu.listStream(nu.record(many ? severalColumns : columns), rows(events, shortName), metadata);
      }
      const { eventLines } = await import("./watch/event-lines.ts");
      const expected = named?.tasks ?? tasks.filter(taskMatcher(filters) ?? (() => true));
      const lines = eventLines(events, {
        expected,
        shortName: many ? shortName : undefined,
        utc: flags.utc,
        painter: await painterFor(engine),
      });
      return nu.byteStream("String", lines, metadata);
    },
  });
}

async function* rows(events: AsyncIterable<SeenEvent>, shortName: (dir: string) => string): AsyncGenerator<EventRow> {
  for await (const { time, event, task, previousStatus, error } of events) {
    const { id, name, status, priority, progress, dataDir } = task;
    yield {
      dir: shortName(dataDir),
      source_dir: dataDir,
      event,
      id,
      status,
      progress: jsonValue(progress),
      name,
      error,
      time,
      previous_status: previousStatus,
      priority,
    };
  }
}
