import type { Held } from "../command/engine/engine.ts";
import { longestTimer } from "../command/value-types/parameter.ts";

/**
 * Keeps the plugin's process alive while it holds something in memory.
 *
 * Nushell stops a plugin that has been idle for 10 s unless told otherwise; a cold start then costs 90 ms instead of
 * 0.3.
 */
export class KeepAlive {
  readonly #setGcDisabled: (disabled: boolean) => void;
  readonly #held = new Set<Held>();
  /** How long everything is held without a call. */
  #milliseconds = 0;
  #isPinned = false;
  #gcDisabled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(setGcDisabled: (disabled: boolean) => void) {
    this.#setGcDisabled = setGcDisabled;
  }

  /**
   * Holds `held` too. Everything is closed once `milliseconds` have passed without a call, with 0 once no call is
   * running.
   */
  hold(milliseconds: number, held: Held): void {
    this.#held.add(held);
    this.#milliseconds = milliseconds;
    if (milliseconds > 0) this.#tell(true);
  }

  /**
   * Takes note of whether Nushell has values that only this process knows. While it has, it must not stop the plugin.
   */
  pin(isPinned: boolean): void {
    this.#isPinned = isPinned;
    this.#tell(isPinned || (this.#held.size > 0 && this.#milliseconds > 0));
  }

  /** A call is running: nothing that it may use is closed before `idle`. */
  busy(): void {
    clearTimeout(this.#timer);
  }

  /** No call is running any more, so the time begins. */
  idle(): void {
    if (this.#held.size === 0) return;
    if (this.#milliseconds <= 0) this.#letGo();
    else this.#timer = setTimeout(() => this.#letGo(), Math.min(this.#milliseconds, longestTimer));
  }

  /** The plugin ends: closes everything, as nothing must keep its process alive. */
  close(): void {
    clearTimeout(this.#timer);
    for (const held of this.#held) held.close();
    this.#held.clear();
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
