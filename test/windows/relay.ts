// What Nushell on Linux starts in place of the plugin: it passes on what Nushell and the plugin on Windows' Node say. Arguments:
// the plugin's file, and what Nushell starts the plugin with.
import type { Socket } from "node:net";
import { startOnWindows } from "./wine.ts";

const { process: child, sockets } = await startOnWindows("bridge.ts", process.argv.slice(2), 3);
const [input, output, errors] = sockets as [Socket, Socket, Socket];
process.stdin.pipe(input);
output.pipe(process.stdout);
errors.pipe(process.stderr);
child.on("exit", (code) => (process.exitCode = code ?? 1));
