// A timer that is set for longer fires at once.
const longestTimer = 2 ** 31 - 1;

/**
 * Holds the plugin's process while something worth keeping is in memory.
 *
 * Nushell stops a plugin that was idle for 10 s unless told otherwise; a cold start then costs 90 ms instead of 0.3.
 */
export class KeepAlive {
  readonly #setGcDisabled: (disabled: boolean) => void;
  #held: { milliseconds: number; release: () => void } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(setGcDisabled: (disabled: boolean) => void) {
    this.#setGcDisabled = setGcDisabled;
  }

  /** Until `milliseconds` have passed without a call; then `release` runs. 0 lets go at once. */
  hold(milliseconds: number, release: () => void): void {
    const wasHeld = this.#held !== undefined;
    this.#held = { milliseconds, release };
    if (milliseconds <= 0) {
      this.#letGo(wasHeld);
      return;
    }
    if (!wasHeld) this.#setGcDisabled(true);
    this.touch();
  }

  /** A call came or ended: the idle time begins anew. */
  touch(): void {
    if (this.#held === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#letGo(true), Math.min(this.#held.milliseconds, longestTimer));
  }

  /** The plugin ends: nothing must keep its process. */
  close(): void {
    clearTimeout(this.#timer);
    this.#held?.release();
    this.#held = undefined;
  }

  #letGo(tellEngine: boolean): void {
    this.close();
    if (tellEngine) this.#setGcDisabled(false);
  }
}
