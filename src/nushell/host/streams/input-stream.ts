interface Waiter<T> {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: unknown) => void;
}

/** How a stream talks to its producer. */
export interface Producer {
  /** Says that an item was taken, so that another one may be sent. */
  acknowledge(): void;
  /** Says that no more items will be taken. */
  drop(): void;
}

/**
 * One stream from the engine, which can be read only once. An item is acknowledged when it is taken, so the producer
 * gets no further ahead than its window.
 */
export class InputStream<T> implements AsyncIterableIterator<T> {
  readonly #producer: Producer;
  /** Functions that return an item, or throw the error in its place. */
  #queue: (() => T)[] = [];
  #waiting: Waiter<T>[] = [];
  #state: "open" | "ended" | "dropped" = "open";
  #failure: Error | undefined;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  /** Queues an item that has come. `take` returns it, or throws the error that came in its place. */
  receive(take: () => T): void {
    if (this.#state !== "open") return;
    this.#queue.push(take);
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) this.#take().then(waiter.resolve, waiter.reject);
  }

  /** Takes note that all items have come. What is queued can still be read. */
  end(): void {
    if (this.#state === "open") this.#close("ended");
  }

  /** Ends the stream with an error for whoever waits for an item or asks for one later. */
  abort(failure: Error): void {
    if (this.#state !== "open") return;
    this.#failure = failure;
    this.#queue = [];
    this.#close("dropped");
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#queue.length > 0) return this.#take();
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#state !== "open") return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue = [];
    if (this.#state === "open") this.#close("dropped");
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #take(): Promise<IteratorResult<T>> {
    const take = this.#queue.shift();
    if (take === undefined) return { done: true, value: undefined };
    if (this.#state === "open") this.#producer.acknowledge();
    return { done: false, value: take() };
  }

  /** Closes the stream. Each way to end takes a Drop, as the engine waits for one even after its own End. */
  #close(state: "ended" | "dropped"): void {
    this.#state = state;
    this.#producer.drop();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { resolve, reject } of waiting) {
      if (this.#failure === undefined) resolve({ done: true, value: undefined });
      else reject(this.#failure);
    }
  }
}
