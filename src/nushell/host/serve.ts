import type { Readable, Writable } from "node:stream";
import { encodingPreamble } from "../protocol/messages/message-writer.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { Connection } from "./connection.ts";
import type { Plugin } from "./plugin-calls.ts";
import type { Trace } from "./wire-trace.ts";

export interface Transport {
  readonly input: Readable;
  /** Carries the protocol and nothing else. */
  readonly output: Writable;
}

/**
 * Answers one engine until it says Goodbye, its end of the input closes or it stops reading, and until all that was
 * written has been handed over. Rejects, once, when the engine sends what is no message.
 */
export async function serve(plugin: Plugin, { input, output }: Transport, trace?: Trace): Promise<void> {
  const write = batchedWrites(output);
  // By a reader that went away (EPIPE). Node's own stdout then tells of no end.
  const broken = new Promise<void>((resolve) => output.on("error", () => resolve()));
  const connection = new Connection(plugin, (message) => {
    trace?.("out", message);
    write(message);
  });
  await new Promise<void>((resolve, reject) => {
    const endWhenDone = () => connection.isDone && resolve();
    connection.onCallEnd = endWhenDone;
    const receive = (chunk: Buffer): void => {
      trace?.("in", chunk);
      try {
        connection.receive(chunk);
        endWhenDone();
      } catch (error) {
        // What follows bytes that are no message means nothing.
        input.off("data", receive);
        reject(error);
      }
    };
    input.on("data", receive);
    input.on("end", () =>
      connection.inMessage ? reject(new ProtocolError("the input ended in the middle of a message")) : resolve(),
    );
    // An end like any other: nobody is left to tell.
    input.on("error", () => resolve());
    void broken.then(resolve);
    output.write(encodingPreamble);
  }).finally(() => connection.close());
  await Promise.race([broken, new Promise<void>((resolve) => output.end(resolve))]);
}

/** What is written in one go of the event loop leaves in one write: acknowledgements come by the hundred. */
function batchedWrites(output: Writable): (message: Buffer) => void {
  let isCorked = false;
  return (message) => {
    if (!isCorked) {
      isCorked = true;
      output.cork();
      process.nextTick(() => {
        isCorked = false;
        output.uncork();
      });
    }
    output.write(message);
  };
}
