import { closeSync, constants, openSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { argv } from "node:process";
import type { Writable } from "node:stream";

export interface TakenStdout {
  /** Carries the protocol and nothing else. */
  readonly output: Writable;
  /** What JavaScript had printed until then. Nushell has taken it for the plugin's own. */
  readonly bytesBefore: number;
}

let taken: TakenStdout | undefined;

/**
 * The process's stdout, for the protocol and nothing else: whatever is printed from now on goes to stderr. A stray
 * console.log would end the connection, or hang Nushell for ever before it began.
 */
export function takeStdout(): TakenStdout {
  if (taken === undefined) {
    const { stdout } = process;
    // A stream of a file counts nothing.
    taken = { output: moved(stdout) ?? stdout, bytesBefore: stdout.bytesWritten || 0 };
    Object.defineProperty(process, "stdout", { value: process.stderr });
    // For modules that import it by its name.
    syncBuiltinESMExports();
  }
  return taken;
}

/**
 * stdout with a descriptor of its own, while descriptor 1 leads to stderr: for what prints past `process.stdout`, as
 * `writeSync`, threads and child processes do. Node has no dup2, but Linux opens a pipe, which Nushell gives, once more by
 * its name in /proc, and gives the lowest free descriptor. Undefined where that cannot be done.
 */
function moved(stdout: Writable): Writable | undefined {
  // A worker thread's is no socket, and descriptor 1 is not its to change.
  if (process.platform !== "linux" || !(stdout instanceof Socket)) return undefined;
  try {
    // Throws where it is no pipe.
    const output = new Socket({ fd: reopen(1), readable: false, writable: true });
    const sink = openSink();
    closeSync(1);
    reopen(sink);
    closeSync(sink);
    return output;
  } catch {
    return undefined;
  }
}

/** stderr, or what drops everything: where stderr is a socket, as a service's may be, it cannot be opened once more. */
function openSink(): number {
  try {
    return reopen(2);
  } catch {
    return openSync("/dev/null", constants.O_WRONLY);
  }
}

function reopen(fd: number): number {
  // A file would else be overwritten from its beginning.
  return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_APPEND);
}

// As soon as this is loaded, and so before the code that imports the SDK runs.
if (argv.includes("--stdio")) takeStdout();
