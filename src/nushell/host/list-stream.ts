import type { WriteValue } from "../protocol/plugin-message.ts";

// Nushell's own plugins keep this many items in flight; waiting for each acknowledgement would be far slower.
const maxInFlight = 100;

/** One list on its way to the engine, never more than `maxInFlight` items ahead of its reader. */
export class ListStream {
  #inFlight = 0;
  #stopped = false;
  #wake: () => void = () => {};

  /** The engine has taken an item. */
  acknowledge(): void {
    this.#inFlight--;
    this.#wake();
  }

  /** The reader wants no more, or the work is aborted. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Sends items until they end or the stream is stopped. Rejects with what their producer or `send` throws. */
  async pump(items: AsyncIterable<WriteValue>, send: (item: WriteValue) => void): Promise<void> {
    const iterator = items[Symbol.asyncIterator]();
    while (!this.#stopped) {
      const next = await this.#nextOf(iterator);
      if (next === "woken") continue;
      if (next.done === true) return;
      try {
        send(next.value);
      } catch (error) {
        leave(iterator);
        throw error;
      }
      this.#inFlight++;
      while (this.#inFlight >= maxInFlight && !this.#stopped) await this.#woken();
    }
    leave(iterator);
  }

  /** The next item, or "woken" when the stream was stopped before there was one. */
  #nextOf(iterator: AsyncIterator<WriteValue>): Promise<IteratorResult<WriteValue> | "woken"> {
    return new Promise((resolve, reject) => {
      iterator.next().then(resolve, reject);
      this.#wake = () => {
        if (this.#stopped) resolve("woken");
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
function leave(iterator: AsyncIterator<WriteValue>): void {
  iterator.return?.().catch(() => {});
}
