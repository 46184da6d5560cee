// What Nushell on Linux starts in place of the plugin: it passes on what Nushell and the plugin on Windows say, by standard
// input and output or by a local socket, as Nushell wants it. First argument: the plugin's file.
import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { startOnWindows } from "./wine.ts";

const [plugin = "", mode = "", name = ""] = process.argv.slice(2);

async function open(): Promise<Socket> {
  const socket = connect(name);
  await once(socket, "connect");
  return socket;
}

const { process: child, sockets } = await startOnWindows("bridge.ts", [plugin, mode, "orchestrator"], 3);
const [input, output, errors] = sockets as [Socket, Socket, Socket];
const local = mode === "--local-socket";
(local ? await open() : process.stdin).pipe(input);
output.pipe(local ? await open() : process.stdout);
errors.pipe(process.stderr);
child.on("exit", (code) => (process.exitCode = code ?? 1));
