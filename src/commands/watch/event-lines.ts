import { formatRFC3339 } from "date-fns";
import { firstLine } from "../../orchestrator/tasks/error-kind.ts";
import type { Task } from "../../orchestrator/tasks/task.ts";
import { cutToWidth, padToWidth, widthOf } from "../../orchestrator/text/width.ts";
import { excerpt, printable } from "../../orchestrator/text/printable.ts";
import { painter } from "../call/colors.ts";
import { shortId } from "../tasks/short-id.ts";
import type { SeenEvent } from "./seen-events.ts";

// Columns of a terminal. More of a name would leave no room for what happened.
const longestName = 24;
const eventWidth = "progress".length;
const statusWidth = "completed".length;
const progressWidth = "100%".length;

interface LineOptions {
  /** Tasks that may come; what they need decides how wide the columns are. */
  readonly expected: readonly Task[];
  /** What to call the data directory that a task is in; undefined if there is only one. */
  readonly places: ReadonlyMap<string, string> | undefined;
  readonly utc: boolean;
  readonly colors: boolean;
}

/** Formats events as lines: `09:05:10+01:00 changed  task-005 nightly backup  failed     60% no space left (was running)`. */
export async function* eventLines(
  events: AsyncIterable<SeenEvent>,
  { expected, places, utc, colors }: LineOptions,
): AsyncGenerator<string> {
  const paint = painter(colors);
  const widths = { id: 0, name: 0 };
  const widen = (task: Task) => {
    widths.id = Math.max(widths.id, widthOf(shortId(task.id)));
    widths.name = Math.max(widths.name, widthOf(nameOf(task)));
  };
  for (const task of expected) widen(task);
  for await (const { time, event, task, previousStatus, error } of events) {
    widen(task);
    const { status, progress, dataDir } = task;
    const reason = firstLine(error);
    const columns = [
      paint.faint(utc ? time.toISOString().slice(11, 19) + "Z" : formatRFC3339(time).slice(11)),
      event.padEnd(eventWidth),
      padToWidth(shortId(task.id), widths.id),
      ...(widths.name === 0 ? [] : [padToWidth(nameOf(task), widths.name)]),
      paint.status(status, padToWidth(excerpt(status), statusWidth)),
      (progress === null ? "" : excerpt(`${String(progress)}%`)).padStart(progressWidth),
      ...(reason === null ? [] : [paint.severity("error", excerpt(reason))]),
      ...(previousStatus === null || previousStatus === status ? [] : [`(was ${excerpt(previousStatus)})`]),
      ...(places === undefined ? [] : [`in ${printable(places.get(dataDir) ?? dataDir)}`]),
    ];
    yield `${columns.join(" ").trimEnd()}\n`;
  }
}

function nameOf({ name }: Task): string {
  return cutToWidth(excerpt(name ?? ""), longestName);
}
