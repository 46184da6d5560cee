// One for the whole process, as all its watches share one queue of the kernel's.
import { readFileSync } from "node:fs";

const usualLimit = 16_384;

/**
 * Tells when events may have been lost. The kernel drops them past a limit, set when the first watch starts, and Node does
 * not say so: a turn of the event loop that brings a quarter of that many may have lost some.
 */
class EventLosses {
  #limit: number | undefined;
  #eventsThisTurn = 0;
  /** How often events may have been lost: who has seen another number looks at everything again. */
  count = 0;

  /** To be called before a watch starts. */
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
