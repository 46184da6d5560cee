import { setImmediate } from "node:timers/promises";

/**
 * Passes on items whose files are read synchronously, and lets other calls and Ctrl-C have their turn now and then. Throws
 * an AbortError on abort.
 */
export async function* inTurns<T>(items: Iterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  let passed = 0;
  for (const item of items) {
    passed += 1;
    if (passed % 100 === 0) await setImmediate(undefined, { signal });
    yield item;
  }
}
