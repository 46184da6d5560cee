// There is one count for the whole process, because all its watches share one queue of the kernel's.
import { readFileSync } from "node:fs";
import { notices } from "./notices.ts";

const usualLimit = 16_384;

/**
 * Counts the occasions on which events may have been lost. The kernel drops events past a limit, which is set when the
 * first watch starts, and Node does not report it. So a turn of the event loop that brings a quarter of that many
 * events counts as one that may have lost some.
 */
class EventLosses {
  #limit: number | undefined;
  #eventsThisTurn = 0;
  /** How often events may have been lost. Whoever last saw another number looks at everything again. */
  count = 0;

  /** Reads the kernel's limit. It has to be called before a watch starts. */
  readLimit(): void {
    this.#limit ??= queueLimit();
  }

  addEvent(): void {
    if (this.#eventsThisTurn === 0) {
      setImmediate(() => {
        this.#eventsThisTurn = 0;
      });
    }
    this.#eventsThisTurn += 1;
    if (this.#eventsThisTurn === Math.max(1, Math.floor((this.#limit ?? usualLimit) / 4))) this.add();
  }

  add(): void {
    this.count += 1;
    notices.add();
  }
}

export const eventLosses = new EventLosses();

function queueLimit(): number | undefined {
  try {
    return Number(readFileSync("/proc/sys/fs/inotify/max_queued_events", "latin1"));
  } catch {
    return undefined; // no descriptor left, or a sandbox that hides it
  }
}
