import * as nu from "../nushell/index.ts";
import { excerpt } from "../orchestrator/printable.ts";
import { findTasks } from "../orchestrator/queue/find-task.ts";
import type { Queues } from "../orchestrator/queue/queues.ts";
import { compareTasks } from "../orchestrator/queue/task-order.ts";
import { isOpen, type Task } from "../orchestrator/queue/task.ts";
import { blame } from "./blame.ts";
import { dataFlags, openData } from "./data-access.ts";
import { milliseconds } from "./milliseconds.ts";
import { reportProblems } from "./problem-report.ts";
import { followTasks } from "./task-following.ts";
import { offerIds, wantedIds } from "./task-ids.ts";
import { listTasks } from "./task-listing.ts";
import { declaredTasks, taskRows, taskTable } from "./task-rows.ts";

// More than these in a message are not read.
const mostNamed = 10;

export function wait(queues: Queues): nu.Command {
  return nu.defineCommand({
    name: "orch wait",
    summary: "Wait until tasks have ended, and list them",
    description:
      "Without ids, from the pipeline neither, it waits for the whole queue: for all that is pending or running, and what comes meanwhile. A task has ended when it is neither of these, or is gone. At a terminal it shows how far it is.",
    searchTerms: ["orchestrator", "block", "until", "done", "finish", "join"],
    category: "orchestrator",
    flags: {
      ...dataFlags,
      quiet: { short: "q", description: "Say nothing on stderr: neither how far it is nor what is wrong with files" },
      timeout: { takes: milliseconds({ min: 0 }), short: "t", description: "Fail when it takes longer than this" },
      fail: { short: "f", description: "Fail when one of the tasks has failed" },
    },
    rest: {
      name: "id",
      takes: nu.string,
      description: "Ids of tasks, or their beginnings; all tasks if none is given",
      complete: offerIds(queues),
    },
    variants: [
      [nu.string, declaredTasks],
      [nu.list(nu.anyValue), declaredTasks],
      [nu.nothing, declaredTasks],
    ],
    examples: [
      {
        description: "Has it ended, and how?",
        example: "orch wait task-001 | select id status",
        result: [{ id: "task-001", status: "completed" }],
      },
      {
        description: "Wait a while for the whole queue",
        example: "try { orch wait --timeout 10ms --quiet } catch { 'still at work' }",
        result: "still at work",
      },
    ],
    async run(call) {
      const { flags, flagSpan, engine, signal, head } = call;
      const data = await openData(call, queues);
      const { tasks, problems } = await listTasks(data);
      const metadata = reportProblems(problems, { command: "orch wait", quiet: flags.quiet, engine });
      const waited = new Map<string, Task>();
      const isNamed = call.rest.length > 0 || call.input !== null;
      if (isNamed) {
        for (const { item, span } of wantedIds(call.rest, call.input, head).ids) {
          for (const task of await blame(span, "asked for here", () => findTasks(tasks, item))) {
            waited.set(keyOf(task), task);
          }
        }
      }

      const over = flags.timeout === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(flags.timeout)]);
      // With the library that words the time left, which no other command needs.
      const { Progress } = await import("./wait-progress.ts");
      const progress = new Progress();
      let open: readonly Task[] = [];
      for await (const look of followTasks(data, undefined, over)) {
        const now = look.tasks().filter((task) => waited.has(keyOf(task)) || (!isNamed && isOpen(task)));
        for (const task of now) waited.set(keyOf(task), task);
        open = now.filter(isOpen);
        if (open.length === 0) break;
        if (!flags.quiet) engine.progress(progress.line(waited.size - open.length, waited.size));
      }
      engine.progress(undefined);
      signal.throwIfAborted();
      if (open.length > 0) throw timedOut(open, flagSpan("timeout"));
      const ended = [...waited.values()].toSorted(compareTasks);
      const failed = ended.filter(({ status }) => status === "failed");
      if (flags.fail && failed.length > 0) throw someFailed(failed, flagSpan("fail"));
      const view = { long: false, raw: false, source: data.found.many };
      return nu.value(taskTable(view), (await taskRows(ended, view, signal)).rows, metadata);
    },
  });
}

function keyOf({ dataDir, id }: Task): string {
  return `${dataDir}\n${id}`;
}

function timedOut(open: readonly Task[], span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(`${count(open)} still open: ${named(open)}`, {
    code: "orch::wait_timeout",
    labels: [{ text: "ran out", span }],
    help: "Give it more time, or see with `orch watch --text` whether anything moves.",
  });
}

function someFailed(failed: readonly Task[], span: nu.Span): nu.LabeledError {
  return new nu.LabeledError(`${count(failed)} failed: ${named(failed)}`, {
    code: "orch::task_failed",
    labels: [{ text: "asked for here", span }],
    help: `See why: orch task ${excerpt(failed[0]?.id ?? "")}`,
  });
}

function count(tasks: readonly Task[]): string {
  return tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;
}

function named(tasks: readonly Task[]): string {
  const shown = tasks.slice(0, mostNamed).map(({ id, status }) => `${excerpt(id)} (${excerpt(status)})`);
  const more = tasks.length > mostNamed ? ` and ${tasks.length - mostNamed} more` : "";
  return `${shown.join(", ")}${more}`;
}
