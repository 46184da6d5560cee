// Starts a plugin on Windows' Node with pipes of Windows, for relay.ts. Arguments: a port of the relay, the plugin's file, and
// what the plugin is started with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const [port, ...plugin] = process.argv.slice(2);

async function open(): Promise<Socket> {
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

// The relay knows them by their order.
const [input, output, errors] = [await open(), await open(), await open()];
const child = spawn(process.execPath, plugin, { stdio: "pipe" });
input.pipe(child.stdin);
child.stdout.pipe(output);
child.stderr.pipe(errors);
child.on("close", (code) => (process.exitCode = code ?? 1));
