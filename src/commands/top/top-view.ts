import { Input } from "@earendil-works/pi-tui/dist/components/input.js";
import { truncateToWidth } from "@earendil-works/pi-tui/dist/utils.js";
import type { Task } from "../../orchestrator/tasks/task.ts";
import type { Painter } from "../call/colors.ts";
import type { Knowledge } from "./columns.ts";
import { flowed, type Frame } from "./frame.ts";
import { header, type Overview } from "./header.ts";
import { actionOf, hints, type Action } from "./keys.ts";
import { HelpPage } from "./help-page.ts";
import { TaskList } from "./list.ts";
import type { Page } from "./page.ts";
import { sorts } from "./panes.ts";
import { TaskPage } from "./task-page.ts";

/** What the screen asks of its surroundings. */
interface Surroundings extends Omit<Knowledge, "groups"> {
  readonly paint: Painter;
  readonly rows: () => number;
  readonly open: (task: Task) => TaskPage;
  readonly leave: () => void;
}

const smallest = { width: 40, height: 8 };

/** The screen: the header, below it the list, a task or the help, and a line for the filter or the keys. */
export class TopView {
  readonly #around: Surroundings;
  readonly #list: TaskList;
  readonly #filter = new Input({ prompt: "/" });
  #overview: Overview;
  #isTyping = false;
  /** What stands in place of the list. */
  #page: Page | undefined;

  constructor(overview: Overview, around: Surroundings) {
    this.#overview = overview;
    this.#around = around;
    this.#list = new TaskList(overview.groups);
    this.#filter.focused = true;
  }

  /** The page of a task, if one is open. */
  get taskPage(): TaskPage | undefined {
    return this.#page instanceof TaskPage ? this.#page : undefined;
  }

  show(overview: Overview): void {
    if (overview.groups !== this.#overview.groups) this.#list.show(overview.groups);
    this.#overview = overview;
  }

  /** Does what a key asks for. */
  press(key: string): void {
    const action = actionOf(key);
    if (action === "leave") return this.#around.leave();
    if (this.#isTyping) this.#type(key, action);
    else if (this.#page === undefined) this.#control(action);
    else this.#turn(this.#page, action);
  }

  render(width: number): string[] {
    const { paint, rows } = this.#around;
    const frame: Frame = { width, height: rows(), now: Date.now(), paint };
    const { height } = frame;
    if (width < smallest.width || height < smallest.height) {
      return [truncateToWidth(`Too small: needs ${smallest.width} x ${smallest.height}`, width)];
    }
    const top = header(this.#overview, frame).slice(0, Math.max(2, Math.floor(height / 3)));
    const room = height - top.length - 1;
    const known = { ...this.#around, groups: this.#overview.groups };
    const body = this.#page?.render(frame, room) ?? this.#list.render(frame, room, known);
    const blank = Array.from({ length: Math.max(0, room - body.length) }, () => "");
    return [...top, ...body.slice(0, room), ...blank, this.#footer(width)];
  }

  #footer(width: number): string {
    if (this.#isTyping) return this.#filter.render(width)[0] ?? "";
    const { filter, sort } = this.#list.choice;
    const state = [...(filter === "" ? [] : [`filter: ${filter}`]), ...(sort === "usual" ? [] : [`sorted by ${sort}`])];
    const keys = this.#page === undefined ? hints : ["Esc back", "Up/Down scroll", "Ctrl-C quit"];
    const [line = ""] = flowed([...state, ...keys], width, keys.length);
    return this.#around.paint.faint(line);
  }

  /** Handles a key while the filter is typed. The list follows each letter, and the cursor keys still move in it. */
  #type(key: string, action: Action | undefined): void {
    if (action === "open" || action === "back") {
      this.#isTyping = false;
      if (action === "back") this.#filter.setValue("");
    } else if (key.length > 1 && (action === "up" || action === "down")) return move(this.#list, action);
    else this.#filter.handleInput(key);
    this.#list.choose({ filter: this.#filter.getValue() });
  }

  /** Handles a key on the list. */
  #control(action: Action | undefined): void {
    const list = this.#list;
    switch (action) {
      case "next-pane":
        return list.movePane(1);
      case "previous-pane":
        return list.movePane(-1);
      case "open":
        if (list.chosen !== undefined) this.#page = this.#around.open(list.chosen);
        return;
      case "back":
        this.#filter.setValue("");
        return list.choose({ filter: "" });
      case "filter":
        this.#isTyping = true;
        return;
      case "sort":
        return list.choose({ sort: sorts[(sorts.indexOf(list.choice.sort) + 1) % sorts.length] ?? "usual" });
      case "help":
        this.#page = new HelpPage();
        return;
      case "quit":
        return this.#around.leave();
      default:
        move(list, action);
    }
  }

  /** Handles a key on a page in place of the list. */
  #turn(page: Page, action: Action | undefined): void {
    if (action === "back" || action === "quit" || action === "help") this.#page = undefined;
    else move(page, action);
  }
}

/** Moves in the list or on a page. */
function move(lines: Pick<Page, "move" | "movePage">, action: Action | undefined): void {
  if (action === "up") lines.move(-1);
  else if (action === "down") lines.move(1);
  else if (action === "page-up") lines.movePage(-1);
  else if (action === "page-down") lines.movePage(1);
  else if (action === "first") lines.move(-Infinity);
  else if (action === "last") lines.move(Infinity);
}
