import * as nu from "../nushell/index.ts";
import { printable } from "../orchestrator/text/printable.ts";
import { sentences, withHelp } from "../orchestrator/text/sentences.ts";
import type { TaskEvent } from "../orchestrator/queue/events.ts";
import {
  prepareSelection,
  refuseUnknown,
  taskMatcher,
  unknownWorkflow,
  type TaskSelection,
} from "../orchestrator/tasks/filter.ts";
import { isOpen } from "../orchestrator/tasks/phase.ts";
import type { Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { filterFlags, filtersOf, workflowFlag } from "./tasks/filters.ts";
import { priorityType } from "./tasks/priority-type.ts";
import { followTasks, type Look } from "../orchestrator/queue/following.ts";
import { Patience } from "../orchestrator/queue/patience.ts";
import { countUnread, listUnread, unreadError, type UnreadTask } from "../orchestrator/tasks/unread.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";

const columns = {
  time: nu.date,
  event: nu.string,
  id: nu.string,
  status: nu.string,
  previous_status: nu.nullable(nu.string),
  priority: priorityType,
};
const sourceColumn = { source_dir: nu.string };
type EventRow = nu.Row<typeof columns & typeof sourceColumn>;

export function watch(session: Session): nu.Command {
  return defineCommand({
    name: "orch watch",
    summary: "Show changes to tasks as they happen",
    description:
      "Runs until Ctrl-C, until the rest of the pipeline needs no more rows, or until --for or --until-idle ends it. All changes to one task between two looks are one event, and its last state is never lost. At a prompt use --text, which shows each event at once: Nushell holds back a row of a table that comes within a second of the last ones it drew.",
    searchTerms: ["orchestrator", "follow", "tail", "monitor", "events", "changes", "live"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      workflow: workflowFlag(session),
      initial: { short: "i", description: "Start with the tasks that are there, as added events" },
      text: { short: "t", description: "Return a line of text for each event, for use at a prompt" },
      for: { takes: nu.milliseconds({ min: 0 }), description: "Stop after this long" },
      "until-idle": {
        description:
          "Stop when no task is pending or running, whatever --status, --ended-from and --ended-to select; fail if a file that cannot be read may hold one",
      },
      poll: {
        takes: nu.milliseconds({ min: 1 }),
        description:
          "Look this often; by default ten times a second, or less often if the file system does not announce changes",
      },
    },
    output: nu.oneOf(nu.tableType(columns), nu.string),
    examples: [
      {
        description: "Show the running tasks, and what happens to them for a moment",
        example: "orch watch --initial --status running --for 10ms | select event id status",
        result: [{ event: "added", id: "task-002", status: "running" }],
      },
      {
        description: "Show the same as lines of text, without the time",
        example: "orch watch --initial --status running --for 10ms --text | lines | str substring 21..",
        result: ["added    task-002 running (priority 80)"],
      },
    ],
    async run(call) {
      const { flags, engine, signal } = call;
      const filters = await filtersOf(call);
      const data = await openData(call, session);
      const { many } = data.found;
      const { tasks, problems, unread } = await listTasks(data);
      await prepareSelection(tasks, filters, signal);
      // A status that no task has, and that none can have, is refused before the first look. A workflow may come yet.
      refuseUnknown(tasks, { ...filters, workflow: undefined });
      const unknown = unknownWorkflow(tasks, filters);
      const remark = "No task that can be read has it, but one may come.";
      if (unknown !== undefined && !flags.quiet) engine.warn(`orch watch: ${sentences(withHelp(unknown), remark)}`);
      const metadata = reportProblems(problems, { command: "orch watch", quiet: flags.quiet, engine, many });
      const looks = followTasks(data, { during: flags.for, poll: flags.poll }, signal);
      const warned = flags.quiet ? looks : warningOfUnread(looks, unread, (line) => engine.warn(line));
      const rows = eventRows(warned, filters, { initial: flags.initial, untilIdle: flags["until-idle"], signal });
      if (flags.text) return nu.byteStream("String", lines(rows, many), metadata);
      return nu.listStream(nu.record(many ? { ...sourceColumn, ...columns } : columns), rows, metadata);
    },
  });
}

/**
 * Passes looks on, and warns of files that cannot be read any more. Each is told once for each reason, because a writer
 * at work may be seen half done again and again.
 */
async function* warningOfUnread(
  looks: AsyncIterable<Look>,
  known: readonly UnreadTask[],
  warn: (line: string) => void,
): AsyncGenerator<Look> {
  const told = new Set(known.map(reasonOf));
  for await (const look of looks) {
    const broken = look.unread.filter((file) => !told.has(reasonOf(file)));
    for (const file of broken) told.add(reasonOf(file));
    if (broken.length > 0) warn(brokenLine(broken));
    yield look;
  }
}

function brokenLine(files: readonly UnreadTask[]): string {
  const what = files.length === 1 ? "it holds" : "they hold";
  return `orch watch: ${countUnread(files)} cannot be read now: ${listUnread(files)}. What ${what} gives no events until it can be read.`;
}

function reasonOf({ problem: { path, code } }: UnreadTask): string {
  return `${code} ${path}`;
}

async function* eventRows(
  looks: AsyncIterable<Look>,
  filters: TaskSelection,
  { initial, untilIdle, signal }: { initial: boolean; untilIdle: boolean; signal: AbortSignal },
): AsyncGenerator<EventRow> {
  const matches = taskMatcher(filters) ?? (() => true);
  // With --until-idle, what a task will be does not count: whoever watches for failures waits for the other tasks too.
  const lasting = { ...filters, statuses: undefined, endedFrom: undefined, endedTo: undefined };
  const counts = taskMatcher(lasting) ?? (() => true);
  const patience = new Patience();
  let isFirst = true;
  for await (const look of looks) {
    const { events, tasks, unread } = look;
    const time = new Date();
    const news = isFirst && initial ? tasks().map(asAdded) : events;
    const lasts = unread.flatMap(({ last }) => last ?? []);
    await prepareSelection(
      untilIdle ? [...tasks(), ...lasts, ...news.map(({ task }) => task)] : news.map(({ task }) => task),
      filters,
      signal,
    );
    for (const event of news) {
      if (matches(event.task)) yield rowOf(event, time);
    }
    isFirst = false;
    if (!untilIdle) continue;
    const isBusy = tasks().some((task) => isOpen(task) && counts(task));
    const perhaps = unread.filter(({ last }) => last === undefined || counts(last));
    if (!isBusy && perhaps.length === 0) return;
    if (patience.isOver(isBusy ? [] : perhaps)) throw unreadError("Cannot tell whether the queue is idle", perhaps);
  }
}

function asAdded(task: Task): TaskEvent {
  return { event: "added", task, previousStatus: null };
}

function rowOf({ event, task, previousStatus }: TaskEvent, time: Date): EventRow {
  const { id, status, priority, dataDir } = task;
  return { source_dir: dataDir, time, event, id, status, previous_status: previousStatus, priority };
}

/** Formats events as lines: `2026-03-14T08:05:10Z changed  task-002 pending -> running (priority 80)`. */
async function* lines(rows: AsyncIterable<EventRow>, many: boolean): AsyncGenerator<string> {
  for await (const { time, event, id, status, previous_status: previous, priority, source_dir: dir } of rows) {
    const at = new Date(time).toISOString().replace(/\.\d+/, "");
    const from = previous === null || previous === undefined || previous === status ? "" : `${previous} -> `;
    const urgency = priority === null || priority === undefined ? "" : ` (priority ${priority})`;
    const place = many ? ` in ${dir}` : "";
    yield `${at} ${event.padEnd(8)} ${printable(`${id} ${from}${status}${urgency}${place}`)}\n`;
  }
}
