import { Console } from "node:console";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { Socket } from "node:net";
import { argv, versions } from "node:process";
import type { Writable } from "node:stream";

/** The process's stdout once it belongs to the protocol alone. */
export interface TakenStdout {
  /** The stream that carries the protocol and nothing else. */
  readonly output: Writable;
  /** The number of bytes that JavaScript had printed until then. Nushell has taken them for the plugin's own. */
  readonly bytesBefore: number;
}

let taken: TakenStdout | undefined;

/**
 * Takes the process's stdout for the protocol and nothing else: whatever is printed from now on goes to stderr.
 * Otherwise a stray console.log would end the connection, or hang Nushell for ever before it began.
 */
export function takeStdout(): TakenStdout {
  if (taken === undefined) {
    const { stdout, stderr } = process;
    const output = moved(stdout);
    // The stream of a file does not count its bytes.
    taken = { output: output ?? stdout, bytesBefore: stdout.bytesWritten || 0 };
    Object.defineProperty(process, "stdout", { value: stderr });
    // This reaches modules that import `stdout` by its name.
    syncBuiltinESMExports();
    // Of Deno and Bun, the console has a way of its own to stdout, and names that were imported keep their values.
    if (versions["deno"] !== undefined || versions["bun"] !== undefined) {
      Object.assign(console, new Console(stderr));
      if (output !== undefined) stdout.write = stderr.write.bind(stderr);
    }
  }
  return taken;
}

/**
 * Returns stdout with a descriptor of its own, and makes descriptor 1 lead to stderr. That catches what prints past
 * `process.stdout`, as `writeSync`, threads and child processes do. Node has no dup2, but Linux opens a pipe, which
 * Nushell gives, once more by its name in /proc, and gives the lowest free descriptor. Returns undefined where that
 * cannot be done.
 */
function moved(stdout: { readonly fd?: number }): Writable | undefined {
  // The stdout of a worker thread has no descriptor, and the thread must not change descriptor 1. Deno cannot.
  if (process.platform !== "linux" || stdout.fd !== 1 || versions["deno"] !== undefined) return undefined;
  try {
    if (!fstatSync(1).isFIFO()) return undefined;
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

/**
 * Opens stderr once more, or else what drops everything: a stderr that is a socket, as a service's may be, cannot be
 * opened again.
 */
function openSink(): number {
  try {
    return reopen(2);
  } catch {
    return openSync("/dev/null", constants.O_WRONLY);
  }
}

function reopen(fd: number): number {
  // Without O_APPEND, a file would be overwritten from its beginning.
  return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_APPEND);
}

// This runs as soon as the module is loaded, and so before the code that imports the SDK.
if (argv.includes("--stdio")) takeStdout();
