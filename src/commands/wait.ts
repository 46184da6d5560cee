import * as nu from "../nushell/index.ts";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { excerpt } from "../orchestrator/text/printable.ts";
import { listed } from "../orchestrator/text/sentences.ts";
import { compareTasks } from "../orchestrator/tasks/order.ts";
import { isOpen } from "../orchestrator/tasks/phase.ts";
import type { Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { followTasks } from "../orchestrator/queue/following.ts";
import type { Waiting } from "../orchestrator/queue/waiting.ts";
import { countUnread, listUnread } from "../orchestrator/tasks/unread.ts";
import { offerIds } from "./tasks/completion.ts";
import { idVariants, wantedIds } from "./tasks/ids.ts";
import { AwaitedTasks, listStates } from "./tasks/named-tasks.ts";
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
      description: "Task ids, or beginnings of ids or names; all tasks if none is given",
      complete: offerIds(session, isOpen),
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
      const awaited = new AwaitedTasks(
        isNamed ? (await wantedIds(call.rest, call.input, { command: "orch wait", head })).ids : undefined,
      );

      // This loads the library that words the time left, which no other command needs.
      const { Progress } = await import("./tasks/wait-progress.ts");
      const progress = new Progress();
      for await (const look of followTasks(data, { during: flags.timeout, poll: undefined }, signal)) {
        const { tasks, open, lost, unread } = await awaited.after(look);
        if (awaited.haveEnded || awaited.isStuck()) break;
        const left = open.length + lost.length;
        if (!flags.quiet) engine.progress(progress.line(tasks.length - left, tasks.length, unread));
      }
      signal.throwIfAborted();
      const { tasks, open } = awaited.waiting;
      if (open.length > 0) throw timedOut(awaited.waiting, flagSpan("timeout"));
      if (!awaited.haveEnded) throw awaited.unreadError();
      const ended = tasks.toSorted(compareTasks);
      if (!flags.quiet) for (const line of goneLines(ended)) engine.warn(line);
      const failed = ended.filter(({ status }) => status === "failed");
      if (flags.fail && failed.length > 0) throw someFailed(failed, flagSpan("fail"));
      const view = { columns: columnsOf({ source: data.found.many }), names: shortNames(data.found.dirs) };
      return nu.value(tableOf(view), indexedRows(ended, view).rows, metadata);
    },
  });
}

function timedOut({ open, unread }: Waiting, span: nu.Span): nu.LabeledError {
  const left = `${count(open)} still open: ${listStates(open)}`;
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
  return [`orch wait: ${count(gone)} ${is} gone, as ${file} removed, and shown as last seen: ${listStates(gone)}`];
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
