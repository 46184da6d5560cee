// Starts a plugin on Windows Node with pipes of Windows, for relay.ts. Arguments: a port of the relay, the plugin's file, how
// it is to talk, and a name for its pipe.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

const [port, plugin = "", mode = "", name = ""] = process.argv.slice(2);

async function open(): Promise<Socket> {
  const socket = connect(Number(port), "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

const [input, output, errors] = [await open(), await open(), await open()];
const local = mode === "--local-socket";
const pipe = `${name}-${process.pid}`;
const server = createServer();
if (local) {
  server.listen(`\\\\.\\pipe\\${pipe}`);
  server.once("connection", (first) => {
    input.pipe(first);
    server.once("connection", (second) => second.pipe(output));
  });
}
const child = spawn(process.execPath, [plugin, mode, ...(local ? [pipe] : [])], { stdio: "pipe" });
child.stderr.pipe(errors);
if (!local) {
  input.pipe(child.stdin);
  child.stdout.pipe(output);
}
child.on("close", (code) => {
  process.exitCode = code ?? 1;
  server.close();
});
