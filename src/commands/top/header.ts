import { basename } from "node:path";
import { truncateToWidth } from "@earendil-works/pi-tui/dist/utils.js";
import { shortNames } from "../../orchestrator/data-dir/short-names.ts";
import { phases } from "../../orchestrator/task/phase.ts";
import { countUnread, type UnreadTask } from "../../orchestrator/tasks/unread.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Daemon } from "./daemons.ts";
import { cell, flowed, wrapped, type Frame } from "./frame.ts";
import type { TaskGroups } from "./panes.ts";

/** What the header tells of. */
export interface Overview {
  readonly dirs: readonly string[];
  readonly groups: TaskGroups;
  readonly daemons: readonly Daemon[];
  readonly unread: readonly UnreadTask[];
}

// The most lines for daemons, those to worry about first.
const mostDaemons = 3;
const worst: readonly Daemon["severity"][] = ["error", "warning", undefined];

/** Draws how many tasks there are in each state, how the daemons are, and what cannot be read. */
export function header({ dirs, groups, daemons, unread }: Overview, frame: Frame): readonly string[] {
  const { width, paint } = frame;
  const [only] = dirs;
  const place = only !== undefined && dirs.length === 1 ? printable(only) : `${dirs.length} data directories`;
  return [
    titleLine(`${paint.strong("orch top")}  ${place}`, frame),
    ...countLines(groups, frame),
    ...daemonLines(daemons, shortNames(dirs), frame),
    ...(unread.length === 0 ? [] : wrapped(paint.severity("warning", unreadText(unread)), width, 2)),
  ];
}

/** Draws a line that ends with the time of day, which also shows that the screen is alive. */
function titleLine(text: string, { width, now }: Frame): string {
  // Such as `14:02:11 GMT+0100`.
  const clock = new Date(now).toTimeString().slice(0, 17);
  const title = truncateToWidth(text, width - clock.length - 1, "…", true);
  return `${title} ${clock}`;
}

function countLines(groups: TaskGroups, { width, paint }: Frame): readonly string[] {
  const others = [...groups.counts.keys()].filter((phase) => !phases.includes(phase));
  const parts = [...phases, ...others].map((phase) => {
    const count = groups.counts.get(phase) ?? 0;
    const waiting = phase === "pending" && count > 0 ? ` (${waitingText(groups)})` : "";
    return paint.status(phase, `${printable(phase)} ${count}${waiting}`);
  });
  return flowed(parts, width, 2);
}

function waitingText(groups: TaskGroups): string {
  const parts = [`${groups.count("ready")} ready`, `${groups.count("blocked")} blocked`];
  if (groups.count("unclear") > 0) parts.push(`${groups.count("unclear")} unclear`);
  return parts.join(", ");
}

function daemonLines(
  daemons: readonly Daemon[],
  shortName: (dir: string) => string,
  { width, paint }: Frame,
): readonly string[] {
  const sorted = daemons.toSorted((a, b) => worst.indexOf(a.severity) - worst.indexOf(b.severity));
  const lines = sorted.slice(0, mostDaemons).map(({ dir, text, severity }) => {
    const whose = daemons.length === 1 ? "daemon" : `daemon of ${shortName(dir)}`;
    const line = cell(`${whose} ${text}`, width).trimEnd();
    return severity === undefined ? line : paint.severity(severity, line);
  });
  const more = daemons.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more daemons`] : lines;
}

function unreadText(unread: readonly UnreadTask[]): string {
  const [first] = unread;
  const reason = first === undefined ? "" : `${printable(basename(first.problem.path))}: ${first.problem.message}`;
  return `${countUnread(unread)} cannot be read: ${reason}`;
}
