import type { Source } from "../../command/data/pipeline-data.ts";

/** Sends a stream's items. */
export interface Sink<T> {
  /** Sends an item, perhaps only with the next `flush`. */
  append(item: T): void;
  flush(): void;
}

/** One stream to the engine, which is never more than `window` items ahead of its reader. */
export class OutputStream {
  readonly #window: number;
  #inFlight = 0;
  #stopped = false;
  #flushIsDue = false;
  #wake: () => void = () => {};
  #end: () => void = () => {};

  constructor(window: number) {
    this.#window = window;
  }

  /** Takes note that the engine has taken an item. */
  acknowledge(): void {
    this.#inFlight--;
    // This sends half a window at a time: one item after each acknowledgement would take a write each.
    if (this.#inFlight <= this.#window / 2) this.#wake();
  }

  /** Stops the stream, as its reader wants no more or the work is aborted. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
    this.#end();
  }

  /** Sends items until they end or the stream is stopped. Rejects with what their producer or the sink throws. */
  async pump<T>(items: Source<T>, sink: Sink<T>): Promise<void> {
    const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    try {
      // All items share one race with `stop`: a race for each would take longer than encoding it.
      await new Promise<void>((resolve, reject) => {
        this.#end = resolve;
        this.#fill(iterator, sink).then(resolve, reject);
      });
      if (this.#stopped) leave(iterator);
    } finally {
      sink.flush();
    }
  }

  async #fill<T>(iterator: AsyncIterator<T> | Iterator<T>, sink: Sink<T>): Promise<void> {
    while (!this.#stopped) {
      if (this.#inFlight >= this.#window) {
        sink.flush();
        await this.#woken();
        continue;
      }
      let next = iterator.next();
      if ("then" in next) {
        this.#flushSoon(sink);
        next = await next;
        if (this.#stopped) return;
      }
      if (next.done === true) return;
      this.#append(next.value, iterator, sink);
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

  /**
   * Flushes soon: an item that comes at once shares a write with those before it, and none waits for one that takes
   * long.
   */
  #flushSoon(sink: Sink<never>): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    process.nextTick(() => {
      this.#flushIsDue = false;
      sink.flush();
    });
  }

  #woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Ends the producer. This is not awaited, as a producer that is itself waiting would keep the reader waiting too. */
function leave(iterator: AsyncIterator<unknown> | Iterator<unknown>): void {
  const left = iterator.return?.();
  if (left instanceof Promise) left.catch(() => {});
}
