import { isOfSameFile, type Task } from "../../orchestrator/task/task.ts";
import { columnsOf, longestOf, type Column, type Knowledge } from "./columns.ts";
import { between, cell, type Frame } from "./frame.ts";
import type { Choice, Kind, Pane, TaskGroups } from "./panes.ts";

const titles: Readonly<Record<Kind, string>> = {
  running: "RUNNING",
  failed: "FAILED",
  ready: "READY",
  blocked: "BLOCKED",
  unclear: "UNCLEAR",
  other: "OTHERS",
};

/** The panes with their tasks, of which one is chosen. */
export class TaskList {
  #groups: TaskGroups;
  #longest: Knowledge["longest"];
  #choice: Choice = { filter: "", sort: "usual" };
  #panes: readonly Pane[] = [];
  /** The place of the chosen task among those of all panes. */
  #index = 0;
  /** The first task that each pane shows. */
  readonly #tops = new Map<Kind, number>();
  /** The number of rows that each pane had when it was last drawn. */
  readonly #rows = new Map<Kind, number>();

  constructor(groups: TaskGroups) {
    this.#groups = groups;
    this.#longest = longestOf(groups.tasks);
    this.#panes = groups.panes(this.#choice);
  }

  get choice(): Choice {
    return this.#choice;
  }

  /** The task that the cursor is on. */
  get chosen(): Task | undefined {
    return this.#tasks[this.#index];
  }

  /** Shows other tasks. The same task stays chosen if it is still there. */
  show(groups: TaskGroups): void {
    this.#groups = groups;
    this.#longest = longestOf(groups.tasks);
    this.#arrange();
  }

  /** Filters or sorts in another way. */
  choose(choice: Partial<Choice>): void {
    this.#choice = { ...this.#choice, ...choice };
    this.#tops.clear();
    this.#arrange();
  }

  move(by: number): void {
    this.#index = Math.max(0, Math.min(this.#index + by, this.#tasks.length - 1));
  }

  movePage(direction: 1 | -1): void {
    const { pane } = this.#place();
    this.move(direction * Math.max(1, pane === undefined ? 0 : (this.#rows.get(pane.kind) ?? 0)));
  }

  /** Moves to the first task of the next pane that has any, or of the one before. */
  movePane(direction: 1 | -1): void {
    const starts = this.#starts().filter(({ pane }) => pane.tasks.length > 0);
    const current = starts.findLastIndex(({ start }) => start <= this.#index);
    const next = starts[(current + direction + starts.length) % starts.length];
    if (next !== undefined) this.#index = next.start;
  }

  /** Draws the panes on so many rows. */
  render(frame: Frame, rows: number, beside: Omit<Knowledge, "groups" | "longest">): readonly string[] {
    const { pane: current, index } = this.#place();
    const shown = fitting(this.#panes, rows, current);
    const wanted = shown.map(({ tasks }) => tasks.length);
    const heights = share(rows - shown.length, wanted, current === undefined ? 0 : shown.indexOf(current));
    const views = shown.map((pane, i) => this.#view(pane, heights[i] ?? 0, pane === current ? index : undefined));
    const idWidth = Math.max(...views.map(({ title }) => title.length));
    const known = { ...beside, groups: this.#groups, longest: this.#longest };
    const used = views.reduce((sum, { tasks }) => sum + 1 + tasks.length, 0);
    // A blank line between panes, if that takes no task out of sight.
    const blank = used + views.length - 1 <= rows ? [""] : [];
    const lines = views.flatMap((view, i) => (i === 0 ? [] : blank).concat(renderPane(view, idWidth, frame, known)));
    return lines.slice(0, rows);
  }

  get #tasks(): readonly Task[] {
    return this.#panes.flatMap(({ tasks }) => tasks);
  }

  #arrange(): void {
    const { chosen } = this;
    this.#panes = this.#groups.panes(this.#choice);
    const index = chosen === undefined ? -1 : this.#tasks.findIndex((task) => isOfSameFile(task, chosen));
    this.#index = index < 0 ? this.#index : index;
    this.move(0);
  }

  /** Returns each pane with the place of its first task among all. */
  #starts(): readonly { readonly pane: Pane; readonly start: number }[] {
    let next = 0;
    return this.#panes.map((pane) => {
      const start = next;
      next += pane.tasks.length;
      return { pane, start };
    });
  }

  /** Returns the pane that the cursor is in, and its place there. */
  #place(): { readonly pane: Pane | undefined; readonly index: number } {
    const found = this.#starts().findLast(({ pane, start }) => pane.tasks.length > 0 && start <= this.#index);
    return { pane: found?.pane, index: this.#index - (found?.start ?? 0) };
  }

  /** Returns the part of a pane that is in sight. */
  #view({ kind, tasks }: Pane, height: number, chosen: number | undefined): PaneView {
    const top = scrolled(this.#tops.get(kind) ?? 0, chosen, height, tasks.length);
    this.#tops.set(kind, top);
    this.#rows.set(kind, height);
    const range = height === tasks.length || height === 0 ? "" : `${top + 1}-${top + height}/`;
    return {
      kind,
      title: `${titles[kind]} ${range}${tasks.length}`,
      tasks: tasks.slice(top, top + height),
      chosen: chosen === undefined ? undefined : tasks[chosen],
    };
  }
}

/** The part of a pane that is in sight. */
interface PaneView extends Pane {
  readonly title: string;
  readonly chosen: Task | undefined;
}

function renderPane(
  { kind, title, tasks, chosen }: PaneView,
  idWidth: number,
  { width, now, paint }: Frame,
  known: Knowledge,
): readonly string[] {
  const columns = columnsOf({ kind, title, idWidth, width: width - 1 }, known, now);
  const heading = columns.map((column) => cell(column.title, column.width)).join(between);
  const rows = tasks.map((task) => {
    const line = rowOf(task, columns);
    return task === chosen ? paint.chosen(`>${line}`) : ` ${paint.status(task.status, line)}`;
  });
  return [paint.strong(` ${heading}`), ...rows];
}

/** Returns the panes that there is room for, with a row each: empty ones and the last ones go first, the current one never. */
function fitting(panes: readonly Pane[], rows: number, current: Pane | undefined): readonly Pane[] {
  const most = Math.floor(rows / 2);
  if (panes.length <= most) return panes;
  const filled = panes.filter(({ tasks }) => tasks.length > 0);
  const kept = new Set(filled.filter((pane) => pane !== current).slice(0, Math.max(0, most - 1)));
  return filled.filter((pane) => pane === current || kept.has(pane));
}

function rowOf(task: Task, columns: readonly Column[]): string {
  return columns.map((column) => cell(column.text(task), column.width)).join(between);
}

/** Returns the first row to show, so that the chosen one is in sight and no room is left empty. */
function scrolled(top: number, chosen: number | undefined, height: number, count: number): number {
  const near = chosen === undefined ? top : Math.min(Math.max(top, chosen - height + 1), chosen);
  return Math.max(0, Math.min(near, count - height));
}

/** Shares rows among panes that want so many each: one by one, beginning with the one that counts most. */
function share(rows: number, wanted: readonly number[], first: number): readonly number[] {
  const heights = wanted.map(() => 0);
  const order = [...wanted.keys()].sort((a, b) => Number(b === first) - Number(a === first));
  let left = Math.min(
    rows,
    wanted.reduce((sum, count) => sum + count, 0),
  );
  while (left > 0) {
    for (const i of order) {
      const height = heights[i] ?? 0;
      if (left === 0 || height === wanted[i]) continue;
      heights[i] = height + 1;
      left -= 1;
    }
  }
  return heights;
}
