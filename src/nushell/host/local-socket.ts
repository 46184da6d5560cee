import { connect } from "node:net";
import type { Transport } from "./serve.ts";

/**
 * Connects to the engine that started the plugin with `--local-socket NAME`: first what it is told by, then what it
 * answers by. Rejects when nobody listens there.
 */
export async function openLocalSocket(name: string): Promise<Transport> {
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : name;
  const open = () =>
    new Promise<ReturnType<typeof connect>>((resolve, reject) => {
      const socket = connect(path, () => resolve(socket)).once("error", reject);
    });
  const input = await open();
  return { input, output: await open() };
}
