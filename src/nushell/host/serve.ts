import type { Readable, Writable } from "node:stream";
import { encodingPreamble } from "../protocol/messages/message-writer.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { Connection } from "./connection.ts";
import type { Plugin } from "../command/served-plugin.ts";
import { checkPlugin } from "./plugin-check.ts";
import type { Trace } from "./wire-trace.ts";

/** The two streams by which a plugin and an engine talk. */
export interface Transport {
  /** What comes from the engine. */
  readonly input: Readable;
  /** The stream that carries the protocol and nothing else. */
  readonly output: Writable;
}

/**
 * Answers one engine over any two streams, as `servePlugin` does over those that Nushell opens: until the engine
 * says Goodbye, closes its end of the input or stops reading, and until everything written has been handed over.
 * Rejects, once, when the engine sends bytes that are no message. Rejects with a TypeError
 * for a plugin that is declared wrongly, before it has read or written anything.
 */
export async function serve(plugin: Plugin, { input, output }: Transport, trace?: Trace): Promise<void> {
  checkPlugin(plugin);
  const write = batchedWrites(output);
  // A reader that went away breaks the output (EPIPE), and Node's own stdout then reports no end.
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
        // Bytes that follow an invalid message have no meaning.
        input.off("data", receive);
        reject(error);
      }
    };
    input.on("data", receive);
    input.on("end", () =>
      connection.inMessage ? reject(new ProtocolError("the input ended in the middle of a message")) : resolve(),
    );
    // A failed input is an end like any other, with nobody left to tell.
    input.on("error", () => resolve());
    void broken.then(resolve);
    output.write(encodingPreamble);
  }).finally(() => connection.close());
  await Promise.race([broken, new Promise<void>((resolve) => output.end(resolve))]);
}

/**
 * Returns a function that writes messages. Those of one turn of the event loop leave in one write, because
 * acknowledgements come by the hundred.
 */
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
