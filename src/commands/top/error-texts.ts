import { firstLine } from "../../orchestrator/task/error-kind.ts";
import { readTaskRecord } from "../../orchestrator/task/record.ts";
import type { Task } from "../../orchestrator/task/task.ts";

/** The errors of failed tasks. The index does not have them, so the files are read of those that are in sight. */
export class ErrorTexts {
  // A task that changes becomes another object, whose file is then read again.
  readonly #texts = new WeakMap<Task, string>();
  readonly #onRead: (reading: Promise<void>) => void;

  /** `onRead` is given each reading of a file, after which there is a text that was not there before. */
  constructor(onRead: (reading: Promise<void>) => void) {
    this.#onRead = onRead;
  }

  /** Returns the first line of a task's error, or "" until its file has been read. */
  of(task: Task): string {
    const text = this.#texts.get(task);
    if (text !== undefined) return text;
    this.#texts.set(task, "");
    this.#onRead(this.#read(task));
    return "";
  }

  async #read(task: Task): Promise<void> {
    const file = await readTaskRecord(task);
    const error = file.record && (firstLine(file.record.error) ?? "no error is given");
    this.#texts.set(task, error ?? "its file cannot be read now");
  }
}
