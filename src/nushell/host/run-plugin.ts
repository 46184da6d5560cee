import { closeSync, fstatSync } from "node:fs";
import type { Plugin } from "../command/served-plugin.ts";
import { terminalText } from "../protocol/texts/terminal-text.ts";
import { disconnected, reportLine } from "./error-boundary.ts";
import { openLocalSocket } from "./transport/local-socket.ts";
import { checkPlugin } from "./plugin-check.ts";
import { converse, serve } from "./serve.ts";
import type { TakenStdout } from "./transport/guarded-stdout.ts";
import { expectGreeting, openStdio } from "./transport/stdio.ts";
import { openTrace } from "./wire-trace.ts";

/** The environment variable that names a file to which every message is written: see `openTrace`. */
const traceVariable = "NU_PLUGIN_TRACE";

/** Does what `servePlugin` says. */
export async function runPlugin(
  plugin: Plugin,
  args: readonly string[],
  takeStdout: () => TakenStdout,
): Promise<number> {
  try {
    const served = serveAsTold(plugin, args, takeStdout);
    if (served === undefined) {
      process.stderr.write("This is a plugin for Nushell, which starts it by itself: see `help plugin add`\n");
      return 2;
    }
    for (const event of unawaited) process.on(event, reportUnawaited);
    await served;
    process.once("exit", leaveTerminal);
    return 0;
  } catch (error) {
    reportLine(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    for (const event of unawaited) process.off(event, reportUnawaited);
  }
}

/** Returns undefined where the arguments are not Nushell's. */
function serveAsTold(
  plugin: Plugin,
  args: readonly string[],
  takeStdout: () => TakenStdout,
): Promise<void> | undefined {
  const path = process.env[traceVariable];
  const trace = () => (path === undefined ? undefined : openTrace(path));
  const socketName = args[args.indexOf("--local-socket") + 1];
  if (args.includes("--local-socket") && socketName !== undefined) {
    return openLocalSocket(socketName).then((transport) => serve(plugin, transport, trace()));
  }
  if (!args.includes("--stdio")) return undefined;
  checkPlugin(plugin);
  const { input, output } = openStdio(takeStdout());
  const { greeted, overdue } = expectGreeting(input);
  return Promise.race([converse(plugin, { input: greeted, output }, trace()), overdue]);
}

// Without a listener for these events Node ends the process, and with it every call that is running.
const unawaited = ["uncaughtException", "unhandledRejection"];

/**
 * Closes the terminal before the process ends. Node would put it back to how it was at the start, but by now the shell has its
 * prompt there, and would neither see keys such as TAB nor hide what is typed. What is closed Node leaves alone.
 */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) {
    try {
      // Loading `node:tty`, which could tell, would take longer than all else that an end does.
      if (fstatSync(descriptor).isCharacterDevice()) closeSync(descriptor);
    } catch {
      // It is closed.
    }
  }
}

/** Reports a failure in the background, where no call waits for it. It is a bug too, but not to wait for an answer at the end. */
function reportUnawaited(error: unknown): void {
  if (error === disconnected) return;
  // A closed terminal accepts no line, and reporting that there would fail again, for ever.
  if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => {});
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The plugin failed in the background: ${terminalText(failure)}\n`);
}
