import type { Readable, Writable } from "node:stream";

/** The two streams by which a plugin and an engine talk. */
export interface Transport {
  /** What comes from the engine. */
  readonly input: Readable;
  /** The stream that carries the protocol and nothing else. */
  readonly output: Writable;
}

/** What comes from an engine. */
export interface Incoming {
  /**
   * Hands over each chunk as it comes, which the receiver may keep, and then the end, maybe more than once. A failed
   * input is an end like any other, with nobody left to tell.
   */
  listen(receive: (chunk: Buffer) => void, end: () => void): void;
}

/** What goes to an engine. */
export interface Outgoing {
  /** Writes a message, together with the others of this turn of the event loop: acknowledgements come by the hundred. */
  write(message: Buffer): void;
  /** Resolves once the engine's end was found to be closed. */
  readonly broken: Promise<void>;
  /** Resolves once all that was written has been handed over. */
  end(): Promise<void>;
}

/** Both directions, once the encoding's name has been written. */
export interface Connected {
  readonly input: Incoming;
  readonly output: Outgoing;
}

/** A stream that is destroyed without an error says so by its `close` alone, and nothing at all to whoever listens later. */
export function fromReadable(input: Readable): Incoming {
  return {
    listen(receive, end) {
      if (input.destroyed || input.readableEnded) process.nextTick(end);
      else input.on("data", receive).once("end", end).on("error", end).once("close", end);
    },
  };
}

export function toWritable(output: Writable): Outgoing {
  let isCorked = false;
  return {
    write(message) {
      if (!isCorked) {
        isCorked = true;
        output.cork();
        process.nextTick(() => {
          isCorked = false;
          output.uncork();
        });
      }
      output.write(message);
    },
    // Node's own stdout then reports no end, and a stream that was destroyed no error.
    broken: new Promise((resolve) => {
      if (output.destroyed || output.writableEnded) resolve();
      output.on("error", () => resolve()).once("close", resolve);
    }),
    end: () => new Promise((resolve) => output.end(resolve)),
  };
}

/** What goes to an engine that had closed its end before anything was written. */
export const closedOutput: Outgoing = { write() {}, broken: Promise.resolve(), end: () => Promise.resolve() };
