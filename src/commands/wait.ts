import * as nu from "../nushell/index.ts";
import { excerpt, quote } from "../orchestrator/text/printable.ts";
import { listed } from "../orchestrator/text/sentences.ts";
import { taskFinder } from "../orchestrator/tasks/find.ts";
import { compareTasks } from "../orchestrator/tasks/order.ts";
import { isOpen } from "../orchestrator/tasks/phase.ts";
import type { Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { forItem } from "./call/error-labels.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { followTasks } from "../orchestrator/queue/following.ts";
import { Patience } from "../orchestrator/queue/patience.ts";
import { waitingAfter, type Waiting } from "../orchestrator/queue/waiting.ts";
import { countUnread, listUnread, unreadError } from "../orchestrator/tasks/unread.ts";
import { idVariants, offerIds, wantedIds } from "./tasks/ids.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { columnsOf, declaredTasks, tableOf } from "./tasks/columns.ts";
import { indexedRows } from "./tasks/rows.ts";

// The most tasks that a message lists. Nobody reads more.
const mostListed = 10;

export function wait(session: Session): nu.Command {
  return defineCommand({
    name: "orch wait",
    summary: "Wait until tasks have ended, then list them",
    description:
      "Without ids, as arguments or from the pipeline, it waits for the whole queue: for every task that is pending or running, and those that are added meanwhile. A task has ended when it is neither pending nor running, or its file is gone. What cannot be read may still be at work: if nothing else is left for 5 seconds, that is an error. In a terminal it shows its progress.",
    searchTerms: ["orchestrator", "block", "until", "done", "finish", "join"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      quiet: { short: "q", description: "Print nothing on stderr: no progress, and no problems with files" },
      timeout: { takes: nu.milliseconds({ min: 0 }), short: "t", description: "Fail if it takes longer than this" },
      fail: { short: "f", description: "Fail if any of the tasks has failed" },
    },
    rest: {
      name: "id",
      takes: nu.string,
      description: "Task ids, or beginnings of ids; all tasks if none is given",
      complete: offerIds(session),
    },
    variants: idVariants(declaredTasks),
    examples: [
      {
        description: "Wait for one task, and see how it ended",
        example: "orch wait task-001 | select id status",
        result: [{ id: "task-001", status: "completed" }],
      },
      {
        description: "Wait a limited time for the whole queue",
        example: "try { orch wait --timeout 10ms --quiet } catch { 'still at work' }",
        result: "still at work",
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal, head } = call;
      const data = await openData(call, session);
      const { many } = data.found;
      const { problems } = await listTasks(data);
      const metadata = reportProblems(problems, { command: "orch wait", quiet: flags.quiet, engine, many });
      const isNamed = call.rest.length > 0 || call.input !== null;
      // The ids that have led to no task yet, because the file that seems to hold it cannot be read.
      let unfound = isNamed ? (await wantedIds(call.rest, call.input, head)).ids : [];

      // This loads the library that words the time left, which no other command needs.
      const { Progress } = await import("./tasks/wait-progress.ts");
      const progress = new Progress();
      const patience = new Patience();
      let waiting: Waiting = { tasks: [], open: [], lost: [], unread: [] };
      for await (const look of followTasks(data, { during: flags.timeout, poll: undefined }, signal)) {
        let waited = waiting.tasks;
        if (unfound.length > 0) {
          const find = taskFinder({ tasks: look.tasks(), unread: look.unread });
          const found = await Promise.all(unfound.map(({ item, span }) => forItem("id", span, () => find(item))));
          waited = [...new Set([...waited, ...found.flatMap(({ tasks }) => tasks ?? [])])];
          unfound = unfound.filter((_, i) => found[i]?.tasks === undefined);
        }
        waiting = waitingAfter(look, waited, isNamed ? unfound.map(({ item }) => item) : undefined);
        const { tasks, open, lost, unread } = waiting;
        if (open.length === 0 && unread.length === 0) break;
        if (patience.isOver(open.length === 0 ? unread : [])) break;
        const left = open.length + lost.length;
        if (!flags.quiet) engine.progress(progress.line(tasks.length - left, tasks.length, unread));
      }
      signal.throwIfAborted();
      if (waiting.open.length > 0) throw timedOut(waiting, flagSpan("timeout"));
      if (waiting.unread.length > 0) {
        const ids = [...waiting.lost.map(({ id }) => id), ...unfound.map(({ item }) => item)];
        const which = isNamed
          ? `${listed(ids.map(quote), mostListed)} ${ids.length === 1 ? "has" : "have"}`
          : "all tasks have";
        throw unreadError(`Cannot tell whether ${which} ended`, waiting.unread);
      }
      const ended = waiting.tasks.toSorted(compareTasks);
      if (!flags.quiet) for (const line of goneLines(ended)) engine.warn(line);
      const failed = ended.filter(({ status }) => status === "failed");
      if (flags.fail && failed.length > 0) throw someFailed(failed, flagSpan("fail"));
      const view = { columns: columnsOf({ source: data.found.many }) };
      return nu.value(tableOf(view), indexedRows(ended, view).rows, metadata);
    },
  });
}

function timedOut({ open, unread }: Waiting, span: nu.Span): nu.LabeledError {
  const left = `${count(open)} still open: ${listed(open.map(stateOf), mostListed)}`;
  const more = unread.length === 0 ? "" : `; ${countUnread(unread)} cannot be read: ${listUnread(unread)}`;
  return new nu.LabeledError(`${left}${more}`, {
    code: "orch::wait_timeout",
    labels: [{ text: "this time is up", span }],
    help: "Allow more time, or run `orch watch --text` to see whether anything changes.",
  });
}

/** Tells of the tasks that have not ended as far as anybody knows: their files are gone, and they are listed as they were. */
function goneLines(ended: readonly Task[]): readonly string[] {
  const gone = ended.filter(isOpen);
  if (gone.length === 0) return [];
  const [is, file] = gone.length === 1 ? ["is", "its file was"] : ["are", "their files were"];
  return [
    `orch wait: ${count(gone)} ${is} gone, as ${file} removed, and shown as last seen: ${listed(gone.map(stateOf), mostListed)}`,
  ];
}

function stateOf({ id, status }: Task): string {
  return `${excerpt(id)} (${excerpt(status)})`;
}

function someFailed(failed: readonly Task[], span: nu.Span): nu.LabeledError {
  const ids = failed.map(({ id }) => excerpt(id));
  return new nu.LabeledError(`${count(failed)} failed: ${listed(ids, mostListed)}`, {
    code: "orch::task_failed",
    labels: [{ text: "asked for here", span }],
    help: `See why: orch task ${nu.asArgument(failed[0]?.id ?? "")}`,
  });
}

function count(tasks: readonly Task[]): string {
  return tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;
}
