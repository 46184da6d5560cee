import { truncateToWidth, wrapTextWithAnsi } from "@earendil-works/pi-tui/dist/utils.js";
import type { Dependency } from "../../orchestrator/tasks/dependencies.ts";
import { rereadTask } from "../../orchestrator/task/reread.ts";
import { isOfSameFile, pathOf, type Task } from "../../orchestrator/task/task.ts";
import { printable, withoutColors } from "../../orchestrator/text/printable.ts";
import { textOrJson } from "../../orchestrator/records/record-fields.ts";
import { shortTime } from "../text/short-time.ts";
import { blockerText } from "./columns.ts";
import type { Overview } from "./header.ts";
import { labelled, type Frame, type Labelled } from "./frame.ts";
import { Page } from "./page.ts";

// Of a longer text the end is shown, as one looks there in a log.
const mostLines = 5000;

/** What the file of one task says, its error and its output last. */
interface Content {
  readonly fields: readonly Labelled[];
  readonly log: readonly Labelled[];
}

/** Everything that is known of one task. */
export class TaskPage extends Page {
  readonly #onRead: (reading: Promise<void>) => void;
  #task: Task;
  #blockers: readonly Dependency[] = [];
  #content: Content | undefined;
  #warning: string | undefined;
  #drawn: { readonly width: number; readonly lines: readonly string[] } | undefined;

  /** `onRead` is given each reading of the file, after which the page has something else to show. */
  constructor(task: Task, onRead: (reading: Promise<void>) => void) {
    super();
    this.#task = task;
    this.#onRead = onRead;
    onRead(this.#read(task));
  }

  /** Shows what the queue has now, and reads the task's file again if it has changed. */
  show({ groups, unread }: Pick<Overview, "groups" | "unread">): void {
    const path = pathOf(this.#task);
    const task = groups.tasks.find((each) => isOfSameFile(each, this.#task));
    const broken = unread.find(({ problem }) => problem.path === path);
    this.#warning =
      task !== undefined ? undefined : `As it was before: ${broken?.problem.message ?? "its file is gone"}`;
    if (task === undefined) return;
    this.#blockers = groups.blockersOf(task);
    if (task === this.#task) return;
    this.#task = task;
    this.#onRead(this.#read(task));
  }

  async #read(task: Task): Promise<void> {
    const { record, duration } = await rereadTask(task, Date.now());
    // What has become of the file, the next look at the queue tells.
    if (record === undefined) return;
    const instead = { error: null, output: null };
    const derived = {
      duration: duration === null ? null : shortTime(Number(duration / 1_000_000n)),
      path: pathOf(this.#task),
    };
    this.#content = {
      fields: textsOf({ ...record.fields, ...instead, ...derived }),
      log: textsOf({ error: record.error, output: record.output }),
    };
    this.#drawn = undefined;
  }

  protected override heading({ width, paint }: Frame): readonly string[] {
    const { id, name, status } = this.#task;
    const title = [paint.strong(printable(id)), printable(name ?? ""), paint.status(status, printable(status))];
    const blockers = this.#blockers.map(blockerText).join(", ");
    const waits = blockers === "" ? "" : `waits for ${printable(blockers)}`;
    const note = this.#warning === undefined ? waits : paint.severity("warning", this.#warning);
    return [title.filter(Boolean).join("  "), note].map((line) => truncateToWidth(line, width, "…"));
  }

  protected override lines(frame: Frame): readonly string[] {
    if (this.#content === undefined) return [];
    // The texts may be long, so they are laid out only once for each width.
    if (this.#drawn?.width !== frame.width) this.#drawn = { width: frame.width, lines: linesOf(this.#content, frame) };
    return this.#drawn.lines;
  }
}

function linesOf({ fields, log }: Content, frame: Frame): readonly string[] {
  const logLines = log.flatMap(([name, text]) => {
    // The colours of the screen mean something else.
    const lines = withoutColors(text).replaceAll("\t", "    ").split(/\r?\n/).slice(-mostLines);
    return ["", frame.paint.strong(name), ...lines.flatMap((line) => wrapTextWithAnsi(printable(line), frame.width))];
  });
  return [...labelled(fields, frame), ...logLines];
}

/** Returns as texts those of a file's fields that are not empty. */
function textsOf(fields: Readonly<Record<string, unknown>>): readonly Labelled[] {
  return Object.entries(fields).flatMap(([name, value]): Labelled[] => {
    const text = textOrJson(value);
    return text === null || text === "" ? [] : [[name, text]];
  });
}
