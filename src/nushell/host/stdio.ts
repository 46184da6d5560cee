import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { takeStdout } from "./guarded-stdout.ts";
import type { Transport } from "./serve.ts";

/** The seconds to wait for Nushell's greeting, which it sends as soon as it has read the encoding's name. */
const patience = 5;

/**
 * Returns the process's stdin and stdout. Throws if something was printed on stdout before: Nushell takes the first
 * bytes for the length and the name of an encoding, and waits for the rest for ever.
 */
export function openStdio(): Transport {
  const { output, bytesBefore } = takeStdout();
  if (bytesBefore > 0) {
    throw new Error(`something printed ${bytesBefore} bytes on stdout before the plugin began: ${remedy([loaded()])}`);
  }
  return { input: process.stdin, output };
}

/**
 * Rejects if Nushell does not greet in time. That is the only sign of what was printed before, or beside JavaScript's
 * stdout.
 */
export function greetingOverdue(input: Readable): Promise<never> {
  return new Promise((_, reject) => {
    let seconds = 0;
    // It counts ticks of a second, because time in which this process was stopped or busy then counts as a single tick.
    const clock = setInterval(() => {
      seconds = isStopped(process.ppid) ? 0 : seconds + 1;
      // A greeting may have arrived without having been read yet.
      if (seconds === patience) setImmediate(complain);
    }, 1000).unref();
    input.once("data", () => clearInterval(clock));
    const complain = () => {
      if (input.readableDidRead) return;
      const problem = `no answer from Nushell within ${patience} seconds`;
      const suspects = remedy(["`node` on PATH, if that is a script", loaded()]);
      reject(
        new Error(`${problem}, probably because something printed on stdout before the plugin began: ${suspects}`),
      );
    };
  });
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
