import type { Socket } from "node:net";
import type { Transport } from "./transport.ts";

/**
 * Connects to the engine that started the plugin with `--local-socket NAME`. The first connection is for input, the
 * second one for output. Rejects if nothing listens there.
 */
export async function openLocalSocket(name: string): Promise<Transport> {
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : name;
  // Node takes 5 ms to load this, and most starts need no socket.
  const { connect } = await import("node:net");
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(path, () => resolve(socket)).once("error", reject);
    });
  const input = await open();
  const output = await open();
  // Nothing comes by it but its end, which is noticed only if it is read.
  return { input, output: output.resume() };
}
