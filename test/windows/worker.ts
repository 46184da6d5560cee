// Runs test files on Windows Node, for the Vitest that runs on Linux: see wine-pool.ts.
import nodeModule from "node:module";
import { connect } from "node:net";
import { init, runBaseTests, setupEnvironment } from "vitest/worker";
import { receive, send } from "./messages.ts";

// Windows under Wine takes npm's links to the workspaces for folders of node_modules, where Node strips no types.
const resolve = (
  name: string,
  context: unknown,
  next: (name: string, context: unknown) => { readonly url: string },
) => {
  const { url, ...resolved } = next(name, context);
  return { ...resolved, url: url.replace("/node_modules/nu-plugin/", "/src/nushell/") };
};
// The types are those of Node 20, which cannot do it.
(nodeModule as unknown as { registerHooks(hooks: { resolve: typeof resolve }): void }).registerHooks({ resolve });

const socket = connect(Number(process.argv[2]), "127.0.0.1");
const listeners = new Set<(message: unknown) => void>();
receive(socket, (message) => listeners.forEach((listener) => listener(message)));
socket.on("close", () => process.exit());

init({
  post: (message) => send(socket, message),
  on: (listener) => listeners.add(listener),
  off: (listener) => listeners.delete(listener),
  runTests: (state, traces) => runBaseTests("run", state, traces),
  collectTests: (state, traces) => runBaseTests("collect", state, traces),
  setup: setupEnvironment,
});
