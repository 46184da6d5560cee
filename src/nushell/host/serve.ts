import { encodingPreamble } from "../protocol/messages/encoding.ts";
import { ProtocolError } from "../protocol/msgpack/wire.ts";
import { Connection } from "./connection.ts";
import type { Plugin } from "../command/served-plugin.ts";
import { checkPlugin } from "./plugin-check.ts";
import { fromReadable, toWritable, type Connected, type Transport } from "./transport/transport.ts";
import type { Trace } from "./wire-trace.ts";

/**
 * Answers one engine over any two streams, as `servePlugin` does over those that Nushell opens: until the engine
 * says Goodbye, closes its end of the input or stops reading, and until everything written has been handed over.
 * Rejects, once, when the engine sends bytes that are no message. Rejects with a TypeError
 * for a plugin that is declared wrongly, before it has read or written anything.
 */
export async function serve(plugin: Plugin, { input, output }: Transport, trace?: Trace): Promise<void> {
  checkPlugin(plugin);
  const outgoing = toWritable(output);
  outgoing.write(Buffer.from(encodingPreamble));
  await converse(plugin, { input: fromReadable(input), output: outgoing }, trace);
}

/** Does the same for a plugin that has been checked, where the encoding's name has been written. */
export async function converse(plugin: Plugin, { input, output }: Connected, trace?: Trace): Promise<void> {
  const connection = new Connection(plugin, (message) => {
    trace?.("out", message);
    output.write(message);
  });
  await new Promise<void>((resolve, reject) => {
    let isInvalid = false;
    const endWhenDone = () => connection.isDone && resolve();
    connection.onCallEnd = endWhenDone;
    const receive = (chunk: Buffer): void => {
      // Bytes that follow an invalid message have no meaning.
      if (isInvalid) return;
      trace?.("in", chunk);
      try {
        connection.receive(chunk);
        endWhenDone();
      } catch (error) {
        isInvalid = true;
        reject(error);
      }
    };
    input.listen(receive, () =>
      connection.inMessage ? reject(new ProtocolError("the input ended in the middle of a message")) : resolve(),
    );
    void output.broken.then(resolve);
  }).finally(() => connection.close());
  await Promise.race([output.broken, output.end()]);
}
