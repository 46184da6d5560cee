import * as nu from "../nushell/index.ts";
import { excerpt } from "../orchestrator/text/printable.ts";
import { taskFinder } from "../orchestrator/tasks/find.ts";
import { compareTasks } from "../orchestrator/tasks/order.ts";
import { isOpen } from "../orchestrator/tasks/phase.ts";
import { keyOf, type Task } from "../orchestrator/tasks/task.ts";
import { defineCommand } from "./call/define-command.ts";
import { forItem } from "./call/error-labels.ts";
import { dataFlags, openData } from "./call/data-access.ts";
import { reportProblems } from "./call/problem-report.ts";
import type { Session } from "./call/session.ts";
import { followTasks, unreadTasks } from "../orchestrator/queue/following.ts";
import { idVariants, offerIds, wantedIds } from "./tasks/ids.ts";
import { listTasks } from "../orchestrator/queue/listing.ts";
import { declaredTasks, indexedRow, taskTable } from "./tasks/rows.ts";

// The most tasks that a message lists. Nobody reads more.
const mostListed = 10;

export function wait(session: Session): nu.Command {
  return defineCommand({
    name: "orch wait",
    summary: "Wait until tasks have ended, then list them",
    description:
      "Without ids, as arguments or from the pipeline, it waits for the whole queue: for every task that is pending or running, and those that are added meanwhile. A task has ended when it is neither pending nor running, or its file is gone. In a terminal it shows its progress.",
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
      const { tasks, problems } = await listTasks(data);
      const metadata = reportProblems(problems, { command: "orch wait", quiet: flags.quiet, engine, many });
      const isNamed = call.rest.length > 0 || call.input !== null;
      const named = new Set<Task>();
      if (isNamed) {
        const { ids } = await wantedIds(call.rest, call.input, head);
        const find = taskFinder({ tasks, problems });
        for (const { item, span } of ids) {
          for (const task of await forItem("id", span, () => find(item))) named.add(task);
        }
      }

      // This loads the library that words the time left, which no other command needs.
      const { Progress } = await import("./tasks/wait-progress.ts");
      const progress = new Progress();
      // The tasks to wait for, each as it was when it was last seen.
      let waited: readonly Task[] = [...named];
      let open: readonly Task[] = [];
      for await (const look of followTasks(data, { during: flags.timeout, poll: undefined }, signal)) {
        // The id is compared first, as computing the keys of 100,000 tasks would be slow.
        const ids = new Set(waited.map(({ id }) => id));
        const keys = new Set(waited.map(keyOf));
        const isWaited = (task: Task) => ids.has(task.id) && keys.has(keyOf(task));
        const there = look.tasks().filter((task) => (!isNamed && isOpen(task)) || isWaited(task));
        const present = new Set(there.map(keyOf));
        const gone = waited.filter((task) => !present.has(keyOf(task)));
        open = [...there, ...unreadTasks(gone, look)].filter(isOpen);
        waited = [...there, ...gone];
        if (open.length === 0) break;
        if (!flags.quiet) engine.progress(progress.line(waited.length - open.length, waited.length));
      }
      signal.throwIfAborted();
      if (open.length > 0) throw timedOut(open, flagSpan("timeout"));
      const ended = waited.toSorted(compareTasks);
      const failed = ended.filter(({ status }) => status === "failed");
      if (flags.fail && failed.length > 0) throw someFailed(failed, flagSpan("fail"));
      const view = { long: false, raw: false, source: data.found.many };
      return nu.value(taskTable(view), ended.map(indexedRow), metadata);
    },
  });
}

function timedOut(open: readonly Task[], span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(
    `${count(open)} still open: ${listed(open, ({ id, status }) => `${excerpt(id)} (${excerpt(status)})`)}`,
    {
      code: "orch::wait_timeout",
      labels: [{ text: "this time is up", span }],
      help: "Allow more time, or run `orch watch --text` to see whether anything changes.",
    },
  );
}

function someFailed(failed: readonly Task[], span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(`${count(failed)} failed: ${listed(failed, ({ id }) => excerpt(id))}`, {
    code: "orch::task_failed",
    labels: [{ text: "asked for here", span }],
    help: `See why: orch task ${nu.asArgument(failed[0]?.id ?? "")}`,
  });
}

function count(tasks: readonly Task[]): string {
  return tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;
}

function listed(tasks: readonly Task[], name: (task: Task) => string): string {
  const more = tasks.length > mostListed ? ` and ${tasks.length - mostListed} more` : "";
  return `${tasks.slice(0, mostListed).map(name).join(", ")}${more}`;
}
