import { writeSync } from "node:fs";
import { toWritable, type Outgoing } from "./transport.ts";

/**
 * Writes to a pipe on whose descriptor no write blocks. Node's stream for it takes 5 ms to make, so it is made only when the
 * pipe is full: it waits until there is room.
 */
export class PipeOutput implements Outgoing {
  readonly #descriptor: number;
  /** What was written in this turn of the event loop. */
  #turn: Buffer[] = [];
  #stream: Outgoing | undefined;
  #onBroken: () => void = () => {};
  readonly broken = new Promise<void>((resolve) => {
    this.#onBroken = resolve;
  });

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  write(message: Buffer): void {
    if (this.#stream !== undefined) this.#stream.write(message);
    else if (this.#turn.push(message) === 1) process.nextTick(() => this.#flush());
  }

  async end(): Promise<void> {
    this.#flush();
    await this.#stream?.end();
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#turn);
    this.#turn = [];
    const rest = bytes.subarray(this.#tryToWrite(bytes));
    if (rest.length === 0) return;
    const { Socket } = process.getBuiltinModule("node:net");
    this.#stream = toWritable(new Socket({ fd: this.#descriptor, readable: false, writable: true }));
    void this.#stream.broken.then(this.#onBroken);
    this.#stream.write(rest);
  }

  /** Returns how many bytes the pipe has taken: all of them if nobody reads it any more. */
  #tryToWrite(bytes: Buffer): number {
    try {
      return writeSync(this.#descriptor, bytes);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") return 0;
      this.#onBroken();
      return bytes.length;
    }
  }
}
