import { shortNames } from "../../orchestrator/data-dir/short-names.ts";
import { phaseOf } from "../../orchestrator/task/phase.ts";
import type { Dependency } from "../../orchestrator/tasks/dependencies.ts";
import { sinceOf } from "../../orchestrator/task/since.ts";
import type { Task } from "../../orchestrator/task/task.ts";
import { listed } from "../../orchestrator/text/sentences.ts";
import { shortTime } from "../text/short-time.ts";
import { shortId } from "../text/short-id.ts";
import { between, widthOf } from "./frame.ts";
import type { Kind, TaskGroups } from "./panes.ts";

/** A column of a pane. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (task: Task) => string;
}

/** What is known beside the tasks themselves. */
export interface Knowledge {
  readonly groups: TaskGroups;
  readonly longest: Longest;
  /** All data directories. If there are several, a column tells them apart. */
  readonly dirs: readonly string[];
  /** Returns the error of a failed task, as far as its file has been read. */
  readonly errorOf: (task: Task) => string;
}

/** How many columns the longest id and the longest name take. */
interface Longest {
  readonly id: number;
  readonly name: number;
}

export function longestOf(tasks: readonly Task[]): Longest {
  let [id, name] = [0, 0];
  for (const task of tasks) {
    id = Math.max(id, widthOf(shortId(task.id)));
    name = Math.max(name, widthOf(task.name ?? ""));
  }
  return { id, name };
}

const timeWidth = "12m 59s".length;
// The most task ids of blockers; the open task shows all.
const mostBlockers = 20;

/** What a pane is to be drawn as. */
interface Space {
  readonly kind: Kind;
  readonly title: string;
  /** The least width of the first column, which is the same in all panes. */
  readonly idWidth: number;
  readonly width: number;
}

/** Returns the columns of a pane, which fill the width. All but the last two are as wide in every pane. */
export function columnsOf({ kind, title, idWidth, width }: Space, known: Knowledge, now: number): readonly Column[] {
  const { longest, dirs } = known;
  const shortName = shortNames(dirs);
  const id = Math.max(idWidth, Math.min(longest.id, Math.floor(width * 0.2)));
  const longestDir = Math.max(...dirs.map((each) => shortName(each).length));
  const dir = dirs.length > 1 ? Math.max("DIR".length, Math.min(longestDir, Math.floor(width * 0.15))) : undefined;
  const gaps = between.length * (dir === undefined ? 3 : 4);
  const left = width - id - (dir ?? 0) - timeWidth - gaps;
  const name = Math.max("NAME".length, Math.min(longest.name, Math.floor(left * 0.45)));
  const [noteTitle, note] = noteOf(kind, left - name, known);
  return [
    { title, width: id, text: (task) => shortId(task.id) },
    ...(dir === undefined ? [] : [{ title: "DIR", width: dir, text: (task: Task) => shortName(task.dataDir) }]),
    { title: "NAME", width: name, text: (task) => task.name ?? "" },
    { title: timeTitles[kind], width: timeWidth, text: (task) => ageOf(sinceOf(task), now) },
    { title: noteTitle, width: left - name, text: note },
  ];
}

const timeTitles: Readonly<Record<Kind, string>> = {
  running: "RUNS",
  failed: "ENDED",
  ready: "WAITS",
  blocked: "WAITS",
  unclear: "WAITS",
  other: "ENDED",
};

function ageOf(time: number | undefined, now: number): string {
  return time === undefined ? "?" : shortTime(now - time);
}

/** Returns the title and the text of a pane's last column, which has all the room that is left. */
function noteOf(kind: Kind, width: number, { groups, errorOf }: Knowledge): readonly [string, (task: Task) => string] {
  switch (kind) {
    case "running":
      return ["PROGRESS", (task) => progressText(task, width)];
    case "failed":
      return ["ERROR", errorOf];
    case "ready":
      return ["PRIORITY", ({ priority }) => (priority === null ? "none" : String(priority))];
    case "blocked":
      return ["WAITS FOR", (task) => listed(groups.blockersOf(task).map(shortBlocker), mostBlockers)];
    case "unclear":
      return ["WHY", () => "its dependencies are unknown"];
    case "other":
      return ["STATUS", ({ status }) => status];
  }
}

/** Returns what a task waits for, and why it has to. */
export function blockerText(blocker: Dependency): string {
  return `${blocker.state === "known" ? phaseOf(blocker.task.status) : blocker.state} ${blocker.id}`;
}

function shortBlocker(blocker: Dependency): string {
  return blockerText({ ...blocker, id: shortId(blocker.id) });
}

const widestBar = 20;

function progressText({ progress }: Task, width: number): string {
  if (progress === null) return "unknown";
  const percent = `${progress.toString()}%`;
  const share = Number(progress) / 100;
  const room = Math.min(widestBar, width - "100% ".length);
  if (!(share >= 0 && share <= 1) || room < widestBar / 2) return percent;
  const full = Math.round(share * room);
  return `${percent.padStart("100%".length)} ${"█".repeat(full)}${"░".repeat(room - full)}`;
}
