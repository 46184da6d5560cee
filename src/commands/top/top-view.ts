import { Input } from "@earendil-works/pi-tui/dist/components/input.js";
import { truncateToWidth } from "@earendil-works/pi-tui/dist/utils.js";
import { printable } from "../../orchestrator/text/printable.ts";
import type { Painter } from "../text/colors.ts";
import { ErrorTexts } from "./error-texts.ts";
import { flowed, type Frame } from "./frame.ts";
import { header, type Overview } from "./header.ts";
import { actionOf, hints, type Action } from "./keys.ts";
import { HelpPage } from "./help-page.ts";
import { TaskList } from "./list.ts";
import type { Page } from "./page.ts";
import { sorts } from "./panes.ts";
import { TaskPage } from "./task-page.ts";

/** What the view asks of its surroundings. */
interface Surroundings {
  readonly paint: Painter;
  /** Draws again once a file has been read. */
  readonly onRead: (reading: Promise<void>) => void;
  readonly leave: () => void;
}

const smallest = { width: 40, height: 8 };
// The most that the header may take of the height.
const headerShare = 0.4;

/** The screen: the header, below it the list, a task or the help, and a line for the filter or the keys. */
export class TopView {
  readonly #around: Surroundings;
  readonly #list: TaskList;
  readonly #filter = new Input({ prompt: "/" });
  readonly #errors: ErrorTexts;
  #overview: Overview;
  #isTyping = false;
  /** What stands in place of the list. */
  #page: Page | undefined;

  constructor(overview: Overview, around: Surroundings) {
    this.#overview = overview;
    this.#around = around;
    this.#list = new TaskList(overview.groups);
    this.#errors = new ErrorTexts(around.onRead);
    this.#filter.focused = true;
  }

  /** Shows what has changed. */
  show(news: Partial<Overview>): void {
    this.#overview = { ...this.#overview, ...news };
    if (news.groups !== undefined) this.#list.show(news.groups);
    if (this.#page instanceof TaskPage) this.#page.show(this.#overview);
  }

  /** Does what a key asks for. */
  press(key: string): void {
    const action = actionOf(key);
    if (action === "leave") return this.#around.leave();
    if (this.#isTyping) this.#type(key, action);
    else if (this.#page === undefined) this.#control(action);
    else this.#turn(this.#page, action);
  }

  render(width: number, height: number): string[] {
    const frame: Frame = { width, now: Date.now(), paint: this.#around.paint };
    if (width < smallest.width || height < smallest.height) {
      return [truncateToWidth(`Too small: needs ${smallest.width} x ${smallest.height}`, width)];
    }
    const top = header(this.#overview, frame).slice(0, Math.max(2, Math.floor(height * headerShare)));
    const room = height - top.length - 1;
    const body = this.#page?.render(frame, room) ?? this.#renderList(frame, room);
    const blank = Array.from({ length: Math.max(0, room - body.length) }, () => "");
    return [...top, ...body.slice(0, room), ...blank, this.#footer(width)];
  }

  #renderList(frame: Frame, rows: number): readonly string[] {
    const { dirs } = this.#overview;
    return this.#list.render(frame, rows, { dirs, errorOf: (task) => this.#errors.of(task) });
  }

  #footer(width: number): string {
    if (this.#isTyping) return this.#filter.render(width)[0] ?? "";
    const { filter, sort } = this.#list.choice;
    const state = [
      ...(filter === "" ? [] : [`filter: ${printable(filter)}`]),
      ...(sort === "usual" ? [] : [`sorted by ${sort}`]),
    ];
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
        return this.#open();
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

  #open(): void {
    const task = this.#list.chosen;
    if (task === undefined) return;
    const page = new TaskPage(task, this.#around.onRead);
    page.show(this.#overview);
    this.#page = page;
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
