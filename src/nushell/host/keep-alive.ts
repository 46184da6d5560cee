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
  #isPinned = false;
  #gcDisabled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(setGcDisabled: (disabled: boolean) => void) {
    this.#setGcDisabled = setGcDisabled;
  }

  /** From now until `milliseconds` have passed without a call; then `release` runs. With 0 that is when no call runs. */
  hold(milliseconds: number, release: () => void): void {
    this.#held = { milliseconds, release };
    if (milliseconds > 0) this.#tell(true);
  }

  /** Whether Nushell has values that only this process knows: then it is not to be stopped at all. */
  pin(isPinned: boolean): void {
    this.#isPinned = isPinned;
    this.#tell(isPinned || (this.#held !== undefined && this.#held.milliseconds > 0));
  }

  /** A call runs: nothing it may use is released before `idle`. */
  busy(): void {
    clearTimeout(this.#timer);
  }

  /** No call runs any more: the time begins. */
  idle(): void {
    if (this.#held === undefined) return;
    const { milliseconds } = this.#held;
    if (milliseconds <= 0) this.#letGo();
    else this.#timer = setTimeout(() => this.#letGo(), Math.min(milliseconds, longestTimer));
  }

  /** The plugin ends: nothing must keep its process. */
  close(): void {
    clearTimeout(this.#timer);
    this.#held?.release();
    this.#held = undefined;
  }

  #letGo(): void {
    this.close();
    this.#tell(this.#isPinned);
  }

  #tell(disabled: boolean): void {
    if (disabled === this.#gcDisabled) return;
    this.#gcDisabled = disabled;
    this.#setGcDisabled(disabled);
  }
}
