import { connect } from "node:net";
import type { Transport } from "./serve.ts";

/**
 * Connects to the engine that started the plugin with `--local-socket NAME`. The first connection is for input, the
 * second one for output. Rejects if nothing listens there.
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
