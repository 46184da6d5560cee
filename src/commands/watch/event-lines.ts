import { formatRFC3339 } from "date-fns";
import { firstLine } from "../../orchestrator/task/error-kind.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import { cutToWidth, padToWidth, widthOf } from "../../orchestrator/text/width.ts";
import { excerpt, printable } from "../../orchestrator/text/printable.ts";
import type { Painter } from "../text/colors.ts";
import { shortIds } from "../text/short-id.ts";
import type { SeenEvent } from "./seen-events.ts";

// Columns of a terminal. More of a name would leave no room for what happened.
const longestName = 24;
const eventWidth = "progress".length;
const progressWidth = "100%".length;

interface LineOptions {
  /** Tasks that may come; what they need decides how wide the columns are. */
  readonly expected: readonly Task[];
  /** Gives the short names of several data directories; undefined if there is only one. */
  readonly shortName: ((dir: string) => string) | undefined;
  readonly utc: boolean;
  readonly painter: Painter;
}

/** Formats events as lines: `09:05:10+01:00 changed  task-005 nightly backup  failed     60% no space left (was running)`. */
export async function* eventLines(
  events: AsyncIterable<SeenEvent>,
  { expected, shortName, utc, painter }: LineOptions,
): AsyncGenerator<string> {
  const short = shortIds(expected.map(({ id }) => id));
  const widths = { id: 0, name: 0, status: "completed".length };
  const widen = (task: Task) => {
    widths.id = Math.max(widths.id, widthOf(short(task.id)));
    widths.name = Math.max(widths.name, widthOf(nameOf(task)));
    widths.status = Math.max(widths.status, Math.min(widthOf(excerpt(task.status)), "in_progress".length));
  };
  for (const task of expected) widen(task);
  for await (const { time, event, task, previousStatus, error } of events) {
    widen(task);
    const { status, progress, dataDir } = task;
    const reason = firstLine(error);
    const columns = [
      painter.faint(utc ? time.toISOString().slice(11, 19) + "Z" : formatRFC3339(time).slice(11)),
      event.padEnd(eventWidth),
      padToWidth(short(task.id), widths.id),
      ...(widths.name === 0 ? [] : [padToWidth(nameOf(task), widths.name)]),
      painter.status(status, padToWidth(excerpt(status), widths.status)),
      (progress === null ? "" : excerpt(`${String(progress)}%`)).padStart(progressWidth),
      ...(reason === null ? [] : [painter.severity("error", excerpt(reason))]),
      ...(previousStatus === null || previousStatus === status ? [] : [`(was ${excerpt(previousStatus)})`]),
      ...(shortName === undefined ? [] : [`in ${printable(shortName(dataDir))}`]),
    ];
    yield `${columns.join(" ").trimEnd()}\n`;
  }
}

function nameOf({ name }: Task): string {
  return cutToWidth(excerpt(name ?? ""), longestName);
}
