import type { Source } from "../command/pipeline-data.ts";

/** What takes a stream's items to the wire. */
export interface Sink<T> {
  /** May hold the item back until `flush`. */
  append(item: T): void;
  flush(): void;
}

/** One stream on its way to the engine, never more than `window` items ahead of its reader. */
export class OutputStream {
  readonly #window: number;
  #inFlight = 0;
  #stopped = false;
  #flushIsDue = false;
  #wake: () => void = () => {};

  constructor(window: number) {
    this.#window = window;
  }

  /** The engine has taken an item. */
  acknowledge(): void {
    this.#inFlight--;
    // Half a window at a time: one item after each acknowledgement would be a write each.
    if (this.#inFlight <= this.#window / 2) this.#wake();
  }

  /** The reader wants no more, or the work is aborted. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Sends items until they end or the stream is stopped. Rejects with what their producer or the sink throws. */
  async pump<T>(items: Source<T>, sink: Sink<T>): Promise<void> {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      while (!this.#stopped) {
        if (this.#inFlight >= this.#window) {
          sink.flush();
          await this.#woken();
          continue;
        }
        const asked = iterator.next();
        const next = asked instanceof Promise ? await this.#nextOf(asked, sink) : asked;
        if (next === "stopped") break;
        if (next.done === true) return;
        this.#append(next.value, iterator, sink);
      }
      leave(iterator);
    } finally {
      sink.flush();
    }
  }

  #append<T>(item: T, iterator: AsyncIterator<T> | Iterator<T>, sink: Sink<T>): void {
    try {
      sink.append(item);
    } catch (error) {
      leave(iterator);
      throw error;
    }
    this.#inFlight++;
  }

  /** The next item, or "stopped" when the stream was stopped before there was one. */
  #nextOf<T>(asked: Promise<IteratorResult<T>>, sink: Sink<T>): Promise<IteratorResult<T> | "stopped"> {
    // What comes at once shares a write with those before it; nothing waits for what takes longer.
    if (!this.#flushIsDue) {
      this.#flushIsDue = true;
      setImmediate(() => {
        this.#flushIsDue = false;
        sink.flush();
      });
    }
    return new Promise((resolve, reject) => {
      asked.then(resolve, reject);
      this.#wake = () => {
        if (this.#stopped) resolve("stopped");
      };
    });
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Ends the producer. Not awaited: one that waits for something itself would keep the reader waiting too. */
function leave(iterator: AsyncIterator<unknown> | Iterator<unknown>): void {
  const left = iterator.return?.();
  if (left instanceof Promise) left.catch(() => {});
}
