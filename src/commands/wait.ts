import * as nu from "nu-plugin";
import { shortNames } from "../orchestrator/data-dir/short-names.ts";
import { amountOf, withList } from "../orchestrator/text/sentences.ts";
import { prepareSelection, refuseUnknown, taskMatcher } from "../orchestrator/tasks/filter.ts";
import { compareTasks } from "../orchestrator/tasks/order.ts";
import { isOpen, isPending, isRunning, phaseOf } from "../orchestrator/task/phase.ts";
import { taskLines } from "../orchestrator/tasks/task-lines.ts";
import type { Task } from "../orchestrator/task/task.ts";
import { stuckIn, waitingGraph } from "../orchestrator/tasks/waiting-graph.ts";
import { contradiction } from "./call/contradiction.ts";
import { defineCommand } from "./call/define-command.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { warner } from "./call/warner.ts";
import { followTasks } from "../orchestrator/queue/following.ts";
import type { TaskEvent } from "../orchestrator/queue/events.ts";
import type { Seen, Waiting } from "../orchestrator/queue/waiting.ts";
import { countUnread, knownTasks, unreadLines, type UnreadTask } from "../orchestrator/tasks/unread.ts";
import { offerIds, offerWorkflows } from "./tasks/completion.ts";
import { filterFlags, workflowFilter } from "./tasks/filters.ts";
import { idArguments, idVariants, wantedIds } from "./tasks/ids.ts";
import { AwaitedTasks, goneText, listIds, listStates } from "./tasks/named-tasks.ts";
import { endedOf, Progress } from "./tasks/wait-progress.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { columnsOf, declaredTasks, tableOf } from "./tasks/columns.ts";
import { indexedRows } from "./tasks/rows.ts";

// The most tasks that a message names whose help lists more of them.
const mostInMessage = 3;

export function wait(session: Session): nu.Command {
  return defineCommand({
    name: "orch wait",
    summary: "Wait until tasks have ended, then list them",
    description:
      "Without ids, as arguments or from the pipeline, it waits for the whole queue, or with --workflow for the tasks of a workflow: for those that are pending or running, and those that are added meanwhile. A task has ended when it is neither pending nor running, or its file is gone. What cannot be read may still be at work: if nothing else is left for 5 seconds, that is an error. It names the tasks that will not start by themselves, and waits for them nevertheless. In a terminal it shows its progress; Ctrl-C says what is still open.",
    searchTerms: ["orchestrator", "block", "until", "done", "finish", "join", "notify"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      quiet: { short: "q", description: "Print nothing on stderr: no progress, and no problems with files" },
      workflow: {
        ...filterFlags.workflow,
        description:
          "Wait for the open tasks of this workflow, given as its name, the path or name of its file, or a pattern; ids from the pipeline are then not read",
        complete: offerWorkflows(session, isOpen),
      },
      timeout: { takes: nu.milliseconds({ min: 0 }), short: "t", description: "Fail if it takes longer than this" },
      fail: { short: "f", description: "Fail if any of the tasks has failed" },
    },
    rest: idArguments("all open tasks if none is given", offerIds(session, isOpen)),
    variants: idVariants(declaredTasks),
    examples: [
      {
        description: "Wait for one task, and see how it ended",
        example: "orch wait task-001 | select id status",
        result: [{ id: "task-001", status: "completed" }],
      },
      {
        description: "Wait for what is left of a workflow",
        example: "orch wait --workflow backup | length",
        result: 0,
      },
      {
        description: "Wait a limited time for the whole queue",
        example: "try { orch wait --timeout 10ms --quiet } catch { 'still at work' }",
        result: "still at work",
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal, head } = call;
      if (flags.workflow !== undefined && call.rest.length > 0) {
        const second = { span: flagSpan("workflow"), label: "besides ids" };
        throw contradiction("Both ids and --workflow say what to wait for", second);
      }
      const data = await openData(call, session);
      const { many } = data.found;
      const listing = await listTasks(data);
      const filters = { workflow: await workflowFilter(flags.workflow) };
      await prepareSelection(listing.tasks, filters, signal);
      refuseUnknown(listing, filters);
      const metadata = reportProblems(listing.problems, { command: "orch wait", quiet: flags.quiet, engine, many });
      const isNamed = call.rest.length > 0 || (call.input !== null && filters.workflow === undefined);
      const awaited = new AwaitedTasks(
        isNamed
          ? (await wantedIds(call.rest, call.input, { command: "orch wait", head })).ids
          : (taskMatcher(filters) ?? (() => true)),
      );

      const warn = warner("orch wait", call);
      const progress = new Progress(performance.now());
      const onInterrupt = () => {
        const { haveEnded, waiting } = awaited;
        if (!haveEnded) warn(interruptedText(endedOf(waiting), waiting));
      };
      signal.addEventListener("abort", onInterrupt);
      let stuck: readonly Task[] | undefined;
      try {
        for await (const look of followTasks(data, { during: flags.timeout, poll: undefined }, signal)) {
          await prepareSelection(knownTasks({ tasks: look.tasks(), unread: look.unread }), filters, signal);
          const waiting = await awaited.after(look);
          if (stuck === undefined || look.events.some(mayStick)) {
            const before = stuck?.length ?? 0;
            stuck = stuckOf(waiting.open, look);
            if (stuck.length > before) warn(`${stuckText(stuck)}: ${listIds(stuck)}`);
          }
          // Of what had ended before there is nothing to tell.
          const isTold = progress.hasBegun || !awaited.haveEnded;
          if (isTold && !flags.quiet) engine.progress(progress.line(waiting, performance.now()));
          if (awaited.haveEnded || awaited.givesUp()) break;
        }
        signal.throwIfAborted();
      } finally {
        signal.removeEventListener("abort", onInterrupt);
      }
      const { tasks, open } = awaited.waiting;
      if (open.length > 0) throw timedOut(awaited.waiting, stuck ?? [], flagSpan("timeout"));
      if (!awaited.haveEnded) throw awaited.unreadError();
      engine.keepProgress();
      const ended = tasks.toSorted(compareTasks);
      const gone = goneText(ended);
      if (gone !== undefined) warn(`${gone}, and shown as last seen`);
      const failed = ended.filter(({ status }) => status === "failed");
      if (flags.fail && failed.length > 0) throw someFailed(failed, flagSpan("fail"));
      const view = { columns: columnsOf({ source: data.found.many }), shortName: shortNames(data.found.dirs) };
      return nu.value(tableOf(view), indexedRows(ended, view).rows, metadata);
    },
  });
}

function timedOut({ open, unread }: Waiting, stuck: readonly Task[], span: nu.Span): nu.LabeledError {
  const advice =
    stuck.length === 0
      ? "Allow more time, or run `orch watch --text` to see whether anything changes."
      : `More time will not be enough: ${stuckText(stuck)}.`;
  // The help lists more of them, but a script that catches the error prints its message alone.
  return new nu.LabeledError(`${amountOf(open.length, "task")} still open: ${listStates(open, mostInMessage)}`, {
    code: "orch::wait_timeout",
    labels: [{ text: "this time is up", span }],
    help: withList("These have not ended:", openLines(open), withList(unreadText(unread), [], advice)),
  });
}

/** Whether an event may be the reason why a task will not start: one comes that waits, or one goes or ends that others wait for. */
function mayStick({ event, task }: TaskEvent): boolean {
  return event === "removed" || (isOpen(task) ? event === "added" : phaseOf(task.status) !== "completed");
}

/** Returns those of the tasks that will not start by themselves. */
function stuckOf(tasks: readonly Task[], look: Seen): readonly Task[] {
  const dirs = new Set(tasks.filter(isPending).map(({ dataDir }) => dataDir));
  const stuck = Array.from(dirs, (dir) => {
    const isHere = ({ dataDir }: { readonly dataDir: string }) => dataDir === dir;
    return stuckIn(waitingGraph({ tasks: look.tasks().filter(isHere), unread: look.unread.filter(isHere) }));
  });
  return tasks.filter((task) => stuck.some((here) => here.has(task)));
}

function stuckText(stuck: readonly Task[]): string {
  return `${amountOf(stuck.length, "task")} will not start by ${stuck.length === 1 ? "itself" : "themselves"}, as \`orch graph\` shows`;
}

/** Says at Ctrl-C how far it has come, and what is still open. `ended` is what `endedOf` gives. */
function interruptedText(ended: string, { open, unread }: Waiting): string {
  const left = open.length === 0 ? "." : "; still open:";
  return withList(`interrupted with ${ended}${left}`, openLines(open), unreadText(unread));
}

/** Lists open tasks, those at work first. */
function openLines(open: readonly Task[]): readonly string[] {
  return taskLines(open.toSorted((a, b) => Number(isRunning(b)) - Number(isRunning(a))));
}

function unreadText(unread: readonly UnreadTask[]): string | undefined {
  return unread.length === 0 ? undefined : withList(`${countUnread(unread)} cannot be read:`, unreadLines(unread));
}

function someFailed(failed: readonly Task[], span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(`${amountOf(failed.length, "task")} failed: ${listIds(failed)}`, {
    code: "orch::task_failed",
    labels: [{ text: "asked for here", span }],
    help: `See why: orch task ${nu.asArgument(failed[0]?.id ?? "")}`,
  });
}
