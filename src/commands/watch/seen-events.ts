import type { TaskEvent } from "../../orchestrator/queue/events.ts";
import type { Look } from "../../orchestrator/queue/following.ts";
import { Patience } from "../../orchestrator/queue/patience.ts";
import { prepareSelection, taskMatcher, type TaskSelection } from "../../orchestrator/tasks/filter.ts";
import { isOpen } from "../../orchestrator/task/phase.ts";
import { readTaskRecord } from "../../orchestrator/task/record.ts";
import { describeProblem } from "../../orchestrator/problem.ts";
import { keyOf, type Task } from "../../orchestrator/task/task.ts";
import { knownTasks, unreadError, type UnreadTask } from "../../orchestrator/tasks/unread.ts";
import type { AwaitedTasks } from "../tasks/named-tasks.ts";
import { UnreadNews } from "../tasks/unread-news.ts";

/** An event, and what is shown with it. */
export interface SeenEvent extends TaskEvent {
  readonly time: Date;
  /** Why the task has failed, if it has. */
  readonly error: string | null;
}

interface WatchOptions {
  readonly filters: TaskSelection;
  /** Whether to begin with what is there, as added. */
  readonly initial: boolean;
  /** The tasks to tell of, with whose end the watch ends; if undefined, all tasks, and no end. */
  readonly awaited: AwaitedTasks | undefined;
  readonly untilIdle: boolean;
  /** What the user has been told to be unreadable. */
  readonly known: readonly UnreadTask[];
  readonly warn: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Makes of looks the events that a watch is to tell, and ends with what it is to wait for. */
export async function* seenEvents(
  looks: AsyncIterable<Look>,
  { filters, initial, awaited, untilIdle, known, warn, signal }: WatchOptions,
): AsyncGenerator<SeenEvent> {
  const matches = taskMatcher(filters) ?? (() => true);
  // With --until-idle, what a task will be does not count: whoever watches for failures waits for the other tasks too.
  const lasting = { ...filters, statuses: undefined, endedFrom: undefined, endedTo: undefined };
  const counts = taskMatcher(lasting) ?? (() => true);
  const patience = new Patience();
  const unreadNews = new UnreadNews(known);
  let isFirst = true;
  for await (const look of looks) {
    const { events, tasks, unread } = look;
    const time = new Date();
    const waiting = await awaited?.after(look);
    const line = unreadNews.line((waiting ?? look).unread);
    if (line !== undefined) warn(line);
    const named = waiting && new Set(waiting.tasks.map(keyOf));
    const all = isFirst && initial ? tasks().map(asAdded) : events;
    const news = named === undefined ? all : all.filter(({ task }) => named.has(keyOf(task)));
    const changed = news.map(({ task }) => task);
    const asked = untilIdle ? [...knownTasks({ tasks: tasks(), unread }), ...changed] : changed;
    await prepareSelection(asked, filters, signal);
    for (const event of news) {
      if (matches(event.task)) yield { ...event, time, error: await errorOf(event, warn) };
    }
    isFirst = false;
    if (awaited?.haveEnded) return;
    if (awaited?.givesUp()) throw awaited.unreadError();
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

/** Reads why a task has failed, which the index does not keep. */
async function errorOf({ event, task }: TaskEvent, warn: (line: string) => void): Promise<string | null> {
  if (task.status !== "failed" || event === "removed") return null;
  const { record, problems } = await readTaskRecord(task);
  if (record === undefined) for (const each of problems) warn(`why a task failed is unknown: ${describeProblem(each)}`);
  return record?.error ?? null;
}
