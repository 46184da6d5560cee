import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { encodingPreamble } from "../../protocol/messages/encoding.ts";

/** The process's stdout once it belongs to the protocol alone, which has begun with the encoding's name. */
export interface TakenStdout {
  /** A descriptor of its own, on which no write waits, or the stream where that cannot be had. */
  readonly output: number | Writable;
  /**
   * The number of bytes that JavaScript had printed until then. Nushell has taken them for the encoding's name, so
   * that this was not written.
   */
  readonly bytesBefore: number;
  /** Whether the encoding's name could not be written, as nobody reads. No other write may come that would tell. */
  readonly isClosed: boolean;
}

const isNode = process.versions["deno"] === undefined && process.versions["bun"] === undefined;
// Node marks what threads cannot do. Their stdout is a stream without a descriptor.
// oxlint-disable-next-line typescript/unbound-method -- it is not called.
const isThread = "disabled" in process.abort;

let taken: TakenStdout | undefined;

/**
 * Takes the process's stdout for the protocol and nothing else: whatever is printed from now on goes to stderr.
 * Otherwise a stray console.log would end the connection, or hang Nushell for ever before it began.
 */
export function takeStdout(): TakenStdout {
  taken ??= take();
  return taken;
}

function take(): TakenStdout {
  // The stream of a file does not count its bytes.
  const bytesBefore = isStdoutOpen() ? process.stdout.bytesWritten || 0 : 0;
  const own = moved();
  const isClosed = bytesBefore === 0 && !begin(own ?? 1);
  const output = own ?? process.stdout;
  // Of Deno and Bun, the console has a way of its own to stdout, and names that were imported keep their values.
  if (!isNode) {
    const { Console } = process.getBuiltinModule("node:console");
    Object.assign(console, new Console(process.stderr));
    if (output !== process.stdout) process.stdout.write = process.stderr.write.bind(process.stderr);
  }
  // By a function, as Node takes 5 ms to make the stream, which nobody may ask for.
  Object.defineProperty(process, "stdout", { get: () => process.stderr });
  // This reaches modules that import `stdout` by its name.
  process.getBuiltinModule("node:module").syncBuiltinESMExports();
  return { output, bytesBefore, isClosed };
}

/**
 * Whether anybody may have asked for the stream of stdout, which has a handle then. It is not made to find out, as Node
 * takes 5 ms for that.
 */
function isStdoutOpen(): boolean {
  return !isNode || process.getActiveResourcesInfo().includes("PipeWrap");
}

/**
 * Writes the first bytes at once: Nushell waits for them, and then greets while the rest of the plugin is loaded. Returns false if
 * nobody reads any more.
 */
function begin(descriptor: number): boolean {
  if (isThread) {
    process.stdout.write(encodingPreamble);
    return true;
  }
  try {
    writeSync(descriptor, encodingPreamble);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns a descriptor of stdout's own, and makes descriptor 1 lead to stderr. That catches what prints past
 * `process.stdout`, as `writeSync`, threads and child processes do. Node has no dup2, but Linux opens a pipe, which
 * Nushell gives, once more by its name in /proc, and gives the lowest free descriptor. Returns undefined where that
 * cannot be done.
 */
function moved(): number | undefined {
  // A thread must not change descriptor 1, and Deno cannot.
  if (process.platform !== "linux" || isThread || process.versions["deno"] !== undefined) return undefined;
  try {
    if (!fstatSync(1).isFIFO()) return undefined;
    const output = reopen(1, constants.O_NONBLOCK);
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

function reopen(fd: number, flags = 0): number {
  // Without O_APPEND, a file would be overwritten from its beginning.
  return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_APPEND | flags);
}

// This runs as soon as the module is loaded, and so before the code that imports the SDK.
if (process.argv.includes("--stdio")) takeStdout();
