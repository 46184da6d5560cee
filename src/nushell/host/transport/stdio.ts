import { readFileSync } from "node:fs";
import type { TakenStdout } from "./guarded-stdout.ts";
import { canReadPipe, pipeInput } from "./pipe-input.ts";
import { PipeOutput } from "./pipe-output.ts";
import { closedOutput, fromReadable, toWritable, type Connected, type Incoming } from "./transport.ts";

/** The seconds to wait for Nushell's greeting, which it sends as soon as it has read the encoding's name. */
const patience = 5;

/**
 * Returns the process's stdin and stdout, on which the encoding's name has been written. Throws if something was printed on
 * stdout before: Nushell takes the first bytes for the length and the name of an encoding, and waits for the rest for
 * ever.
 */
export function openStdio({ output, bytesBefore, isClosed }: TakenStdout): Connected {
  if (bytesBefore > 0) {
    throw new Error(`something printed ${bytesBefore} bytes on stdout before the plugin began: ${remedy([loaded()])}`);
  }
  if (isClosed) return { input: fromReadable(process.stdin), output: closedOutput };
  if (typeof output !== "number") return { input: fromReadable(process.stdin), output: toWritable(output) };
  return { input: canReadPipe() ? pipeInput : fromReadable(process.stdin), output: new PipeOutput(output) };
}

/**
 * Returns an input that is `input`, and what rejects if Nushell does not greet by it in time. That is the only sign of what was
 * printed before, or beside JavaScript's stdout.
 */
export function expectGreeting(input: Incoming): { readonly greeted: Incoming; readonly overdue: Promise<never> } {
  let isGreeted = false;
  const overdue = new Promise<never>((_, reject) => {
    let seconds = 0;
    // It counts ticks of a second, because time in which this process was stopped or busy then counts as a single tick.
    const clock = setInterval(() => {
      if (isGreeted) return clearInterval(clock);
      seconds = isStopped(process.ppid) ? 0 : seconds + 1;
      // A greeting may have arrived without having been read yet.
      if (seconds === patience) setImmediate(complain);
    }, 1000).unref();
    const complain = () => {
      if (isGreeted) return;
      const problem = `no answer from Nushell within ${patience} seconds`;
      const suspects = remedy(["`node` on PATH, if that is a script", loaded()]);
      reject(
        new Error(`${problem}, probably because something printed on stdout before the plugin began: ${suspects}`),
      );
    };
  });
  const listen: Incoming["listen"] = (receive, end) =>
    input.listen((chunk) => {
      isGreeted = true;
      receive(chunk);
    }, end);
  return { greeted: { listen }, overdue };
}

/** Whether a process waits for SIGCONT or for a debugger. Only Linux can tell; elsewhere the answer is false. */
function isStopped(pid: number): boolean {
  try {
    // The state follows the program's name, which may have parentheses of its own.
    return /\) [Tt] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** Returns the advice for output from an unknown source. Nobody can tell who printed, but some are known for it. */
function remedy(suspects: readonly string[]): string {
  return `look at ${suspects.join(", and at ")}, and make it print on stderr`;
}

// Matches the options that load code. Others, such as a limit of memory, load nothing that could print.
const loading = /(?:^|[\s"])(?:-r|--require|--import|--(?:experimental-)?loader)(?=[\s=]|$)/;

function loaded(): string {
  const options = process.env["NODE_OPTIONS"] ?? "";
  return loading.test(options) ? `what NODE_OPTIONS loads (${options})` : "modules that are loaded before the plugin";
}
