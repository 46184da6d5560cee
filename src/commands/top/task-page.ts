import { truncateToWidth, wrapTextWithAnsi } from "@earendil-works/pi-tui/dist/utils.js";
import { rereadTask } from "../../orchestrator/tasks/reread.ts";
import type { Task } from "../../orchestrator/tasks/task.ts";
import { printable } from "../../orchestrator/text/printable.ts";
import { textOrJson } from "../../orchestrator/text/record-fields.ts";
import { shortTime } from "./age.ts";
import type { Frame } from "./frame.ts";

/** A field of a task, as text. */
type Field = readonly [name: string, text: string];

// The fields that are the log of a task. They come last, each with lines of its own.
const log: ReadonlySet<string> = new Set(["error", "output"]);
// Of a longer log the end is shown.
const mostLines = 5000;

/** Everything that the file of one task says, on as many lines as it takes. */
export class TaskPage {
  readonly path: string;
  #task: Task;
  /** Undefined until the file has been read. */
  #fields: readonly Field[] | undefined;
  #note: string | undefined;
  #top = 0;
  #height = 1;
  #drawn: { readonly width: number; readonly lines: readonly string[] } | undefined;

  constructor(task: Task) {
    this.path = task.path;
    this.#task = task;
  }

  /** Says what has become of the file since it was read; undefined if it is as it was. */
  note(text: string | undefined): void {
    this.#note = text;
  }

  get task(): Task {
    return this.#task;
  }

  /** Reads the task's file. Its page stays as it was until it is there. */
  async read(task: Task): Promise<void> {
    this.#task = task;
    const { record, duration } = await rereadTask(task, Date.now());
    this.#fields =
      record === undefined
        ? [["file", `cannot be read now: ${task.path}`]]
        : [
            ...Object.entries(record.fields).flatMap(([name, value]) => field(name, log.has(name) ? null : value)),
            ...field("duration", duration === null ? null : shortTime(Number(duration / 1_000_000n))),
            ...field("path", task.path),
            ...field("error", record.error),
            ...field("output", record.output),
          ];
    this.#drawn = undefined;
  }

  move(by: number): void {
    this.#top = Math.max(0, this.#top + by);
  }

  movePage(direction: 1 | -1): void {
    this.move(direction * this.#height);
  }

  render(frame: Frame, rows: number): readonly string[] {
    const { width, paint } = frame;
    const { id, name, status } = this.#task;
    const cut = (line: string) => truncateToWidth(line, width, "…");
    const title = `${paint.strong(printable(id))}  ${printable(name ?? "")}  ${paint.status(status, printable(status))}`;
    if (this.#drawn?.width !== width) this.#drawn = { width, lines: this.#lines(frame) };
    const { lines } = this.#drawn;
    this.#height = Math.max(1, rows - 2);
    this.#top = Math.max(0, Math.min(this.#top, lines.length - this.#height));
    const note = this.#note === undefined ? "" : paint.severity("warning", this.#note);
    return [cut(title), cut(note), ...lines.slice(this.#top, this.#top + this.#height)];
  }

  #lines({ width, paint }: Frame): readonly string[] {
    if (this.#fields === undefined) return ["reading ..."];
    const short = this.#fields.filter(([name]) => !log.has(name));
    const labelWidth = Math.max(...short.map(([name]) => name.length), 0) + 2;
    return this.#fields.flatMap(([name, text]) => {
      const lines = text.split(/\r?\n/).slice(-mostLines).map(printable);
      if (log.has(name)) return ["", paint.strong(name), ...lines.flatMap((line) => wrapTextWithAnsi(line, width))];
      const label = printable(name).padEnd(labelWidth);
      const wrappedLines = lines.flatMap((line) => wrapTextWithAnsi(line, Math.max(10, width - labelWidth)));
      return wrappedLines.map((line, i) => (i === 0 ? `${paint.faint(label)}${line}` : " ".repeat(labelWidth) + line));
    });
  }
}

/** Returns a field of a file, unless it is empty. */
function field(name: string, value: unknown): readonly Field[] {
  const text = textOrJson(value);
  return text === null || text === "" ? [] : [[name, text]];
}
