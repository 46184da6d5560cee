import { constants, fstatSync, openSync, read, writeSync } from "node:fs";
import { fromReadable, type Incoming } from "./transport.ts";

/** How many milliseconds after its start a plugin has the time to make a stream: the first call has been answered. */
const busyStart = 1000;

/**
 * Reads stdin, which is a pipe of Linux's. Node's stream for it takes 5 ms to make, so the first call is read without it. It is
 * made later, as it takes 10 µs less for each message.
 */
export const pipeInput: Incoming = {
  listen(receive, end) {
    const buffer = Buffer.allocUnsafeSlow(65_536);
    let isStarting = true;
    const makeStream = () => {
      isStarting = false;
      // A read that waits is not disturbed.
      return fromReadable(process.stdin);
    };
    setTimeout(makeStream, busyStart).unref();

    const next = (): void => {
      if (!isStarting) return makeStream().listen(receive, end);
      process.once("exit", wake);
      read(0, buffer, 0, buffer.length, null, (error, length) => {
        process.off("exit", wake);
        // The stream has been made by somebody else, which keeps reads from waiting.
        if (error?.code === "EAGAIN") return makeStream().listen(receive, end);
        if (error !== null || length === 0) return end();
        receive(Buffer.from(buffer.subarray(0, length)));
        next();
      });
    };
    next();
  },
};

/** Ends the read that waits: there is something to read now. Node would wait for it, and the process never end. */
function wake(): void {
  try {
    writeSync(openSync("/proc/self/fd/0", constants.O_WRONLY | constants.O_NONBLOCK), "\0");
  } catch {
    // The pipe is full, so the read has already ended.
  }
}

/** Whether stdin can be read so. A read waits in a thread, and where there is only one, it would leave none for files. */
export function canReadPipe(): boolean {
  if (process.versions["bun"] !== undefined || process.env["UV_THREADPOOL_SIZE"] !== undefined) return false;
  try {
    return fstatSync(0).isFIFO();
  } catch {
    return false;
  }
}
