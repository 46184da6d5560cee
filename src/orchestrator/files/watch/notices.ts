// There is one for the whole process: a notice is no more than a reason to look, and a look too many does no harm.

/** Tells that a watch has something to report. */
class Notices {
  readonly #waiting = new Set<() => void>();
  /** How many there have been. */
  count = 0;

  add(): void {
    this.count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once there are more than so many, when the milliseconds are over, or when the signal aborts. */
  moreThan(count: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.#waiting.add(end);
      signal.addEventListener("abort", end);
      if (this.count > count || signal.aborted) end();
    });
  }
}

export const notices = new Notices();
