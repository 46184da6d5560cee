import * as nu from "../nushell/index.ts";
import { printable } from "../orchestrator/text/printable.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import type { TaskEvent } from "../orchestrator/queue/events.ts";
import { prepareSelection, selectTasks, taskMatcher, type TaskSelection } from "../orchestrator/tasks/filter.ts";
import { isOpen, type Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import { filterFlags, filtersOf } from "./tasks/filters.ts";
import { followTasks, halfWritten, type Look } from "./tasks/following.ts";
import { listTasks } from "./tasks/listing.ts";

const columns = {
  time: nu.date,
  event: nu.string,
  id: nu.string,
  status: nu.string,
  previous_status: nu.nullable(nu.string),
  priority: nu.nullable(nu.int),
};
const sourceColumn = { source_dir: nu.string };
type EventRow = nu.Row<typeof columns & typeof sourceColumn>;

export function watch(queues: Queues): nu.Command {
  return defineCommand({
    name: "orch watch",
    summary: "Show what happens to the orchestrator's tasks, as it happens",
    description:
      "Goes on until Ctrl-C, until its reader wants no more, or as --for and --until-idle say. What happens to one task between two looks is one event, and its last state is never lost. Nushell shows a row of a table only when the next one comes: at a prompt --text shows each at once.",
    searchTerms: ["orchestrator", "follow", "tail", "monitor", "events", "changes", "live"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      ...filterFlags,
      initial: { short: "i", description: "Begin with what is there, as added" },
      text: { short: "t", description: "Give a line of text for each event: what one wants at a prompt" },
      for: { takes: nu.milliseconds({ min: 0 }), description: "End after this long" },
      "until-idle": { description: "End when nothing is pending or running, whatever --status says" },
      poll: {
        takes: nu.milliseconds({ min: 1 }),
        description:
          "Look this often; if not given, ten times a second, less often where the file system gives no notice",
      },
    },
    output: nu.oneOf(nu.tableType(columns), nu.string),
    examples: [
      {
        description: "What is there, and whatever happens to it within a moment",
        example: "orch watch --initial --status running --for 10ms | select event id status",
        result: [{ event: "added", id: "task-002", status: "running" }],
      },
      {
        description: "The same as lines of text, without their time",
        example: "orch watch --initial --status running --for 10ms --text | lines | str substring 21..",
        result: ["added    task-002 running (priority 80)"],
      },
    ],
    async run(call) {
      const { flags, engine, signal } = call;
      const filters = await filtersOf(call);
      const data = await openData(call, queues);
      const { many } = data.found;
      const { tasks, problems } = await listTasks(data);
      // A status that no task has and none can have is refused before the first look.
      await prepareSelection(tasks, filters, signal);
      selectTasks(tasks, filters);
      const metadata = reportProblems(problems, { command: "orch watch", quiet: flags.quiet, engine, many });
      const looks = followTasks(data, { during: flags.for, poll: flags.poll }, signal);
      const rows = eventRows(looks, filters, { initial: flags.initial, untilIdle: flags["until-idle"], signal });
      if (flags.text) return nu.byteStream("String", lines(rows, many), metadata);
      return nu.listStream(nu.record(many ? { ...sourceColumn, ...columns } : columns), rows, metadata);
    },
  });
}

async function* eventRows(
  looks: AsyncIterable<Look>,
  filters: TaskSelection,
  { initial, untilIdle, signal }: { initial: boolean; untilIdle: boolean; signal: AbortSignal },
): AsyncGenerator<EventRow> {
  const matches = taskMatcher(filters) ?? (() => true);
  // Whoever watches for failures waits for the others too.
  const counts = taskMatcher({ ...filters, statuses: undefined }) ?? (() => true);
  let unread: readonly Task[] = [];
  let isFirst = true;
  for await (const look of looks) {
    const { events, tasks } = look;
    const time = new Date();
    const news = isFirst && initial ? tasks().map(asAdded) : events;
    await prepareSelection(
      untilIdle ? [...tasks(), ...news.map(({ task }) => task)] : news.map(({ task }) => task),
      filters,
      signal,
    );
    for (const event of news) {
      if (matches(event.task)) yield rowOf(event, time);
    }
    isFirst = false;
    if (!untilIdle) continue;
    const removed = events.flatMap(({ event, task }) => (event === "removed" ? task : []));
    unread = halfWritten([...unread, ...removed], look);
    if (![...tasks(), ...unread].some((task) => isOpen(task) && counts(task))) return;
  }
}

function asAdded(task: Task): TaskEvent {
  return { event: "added", task, previousStatus: null };
}

function rowOf({ event, task, previousStatus }: TaskEvent, time: Date): EventRow {
  const { id, status, priority, dataDir } = task;
  return { source_dir: dataDir, time, event, id, status, previous_status: previousStatus, priority };
}

/** `2026-03-14T08:05:10Z changed  task-002 pending -> running (priority 80)` */
async function* lines(rows: AsyncIterable<EventRow>, many: boolean): AsyncGenerator<string> {
  for await (const { time, event, id, status, previous_status: previous, priority, source_dir: dir } of rows) {
    const at = new Date(time).toISOString().replace(/\.\d+/, "");
    const from = previous === null || previous === undefined || previous === status ? "" : `${previous} -> `;
    const urgency = priority === null || priority === undefined ? "" : ` (priority ${priority})`;
    const place = many ? ` in ${dir}` : "";
    yield `${at} ${event.padEnd(8)} ${printable(`${id} ${from}${status}${urgency}${place}`)}\n`;
  }
}
