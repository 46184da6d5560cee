import type { Answers } from "./answers.ts";
import { placed } from "./marked.ts";
import { stubEngine, type StubCall, type StubEngine } from "./stub-engine.ts";

/**
 * Does the work of a call with an engine of its own. The call's signal aborts with that of the options, and when the call is
 * over; then the engine answers no more.
 */
export async function duringCall<T>(
  options: Answers,
  call: Omit<StubCall, "signal" | "isOver">,
  work: (stub: StubEngine, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  // In Node 20, AbortSignal.any may forget a signal of a timeout.
  const abort = () => over.abort(options.signal?.reason);
  options.signal?.addEventListener("abort", abort);
  if (options.signal?.aborted === true) abort();
  let isOver = false;
  try {
    return await work(stubEngine(options, { ...call, signal: over.signal, isOver: () => isOver }), over.signal);
  } catch (error) {
    throw placed(error, call.line);
  } finally {
    isOver = true;
    // The host, too, tells a command that nobody wants what it still does.
    options.signal?.removeEventListener("abort", abort);
    over.abort();
  }
}
