import { closeSync } from "node:fs";
import { basename } from "node:path";
import { argv } from "node:process";
import { isatty } from "node:tty";
import { serving, type Plugin } from "../command/served-plugin.ts";
import { terminalText } from "../protocol/values/terminal-text.ts";
import { openLocalSocket } from "./local-socket.ts";
import { serve, type Transport } from "./serve.ts";
import { greetingOverdue, openStdio } from "./stdio.ts";
import { openTrace } from "./wire-trace.ts";

/** The environment variable that names a file to which every message is written: see `openTrace`. */
const traceVariable = "NU_PLUGIN_TRACE";

/**
 * Runs a plugin as Nushell starts it, with `--stdio` or `--local-socket NAME`, until Nushell no longer needs it.
 * Resolves to the exit code that the process has to end with. A failure is reported as one line on stderr.
 *
 * @example
 * ```ts
 * process.exit(await servePlugin({ version: "1.0.0", commands: [greet] }));
 * ```
 */
export async function servePlugin(plugin: Plugin, args: readonly string[] = argv.slice(2)): Promise<number> {
  if (serving.instead !== undefined) {
    serving.instead(plugin);
    return 0;
  }
  try {
    const transport = await openTransport(args);
    if (transport === undefined) {
      process.stderr.write("This is a plugin for Nushell, which starts it by itself: see `help plugin add`\n");
      return 2;
    }
    const tracePath = process.env[traceVariable];
    for (const event of unawaited) process.on(event, reportUnawaited);
    process.stderr.on("error", ignore);
    const served = serve(plugin, transport, tracePath === undefined ? undefined : openTrace(tracePath));
    await (args.includes("--stdio") ? Promise.race([served, greetingOverdue(transport.input)]) : served);
    process.once("exit", leaveTerminal);
    return 0;
  } catch (error) {
    const name = basename(argv[1] ?? "plugin");
    const problem = error instanceof Error ? error.message : String(error);
    // The message may quote what came in, line breaks included.
    process.stderr.write(`${name}: ${problem.replaceAll(/\p{Cc}+/gu, " ")}\n`);
    return 1;
  } finally {
    for (const event of unawaited) process.off(event, reportUnawaited);
    process.stderr.off("error", ignore);
  }
}

// Without a listener for these events Node ends the process, and with it every call that is running.
const unawaited = ["uncaughtException", "unhandledRejection"];

// A closed terminal accepts no line, and reporting that there would fail again, for ever.
const ignore = (): void => {};

/**
 * Closes the terminal before the process ends. Node would put it back to how it was at the start, but by now the shell has its
 * prompt there, and would neither see keys such as TAB nor hide what is typed. What is closed Node leaves alone.
 */
function leaveTerminal(): void {
  for (const descriptor of [0, 1, 2]) if (isatty(descriptor)) closeSync(descriptor);
}

/** Reports a failure in the background, where no call waits for it. It is a bug too. */
function reportUnawaited(error: unknown): void {
  const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The plugin failed in the background: ${terminalText(failure)}\n`);
}

async function openTransport(args: readonly string[]): Promise<Transport | undefined> {
  const socketName = args[args.indexOf("--local-socket") + 1];
  if (args.includes("--local-socket") && socketName !== undefined) return openLocalSocket(socketName);
  return args.includes("--stdio") ? openStdio() : undefined;
}
