import { LabeledError } from "../protocol/values/labeled-error.ts";
import type { Span } from "../protocol/values/span.ts";
import { CustomValue } from "../protocol/values/value-classes.ts";

/** How a state travels in the value itself. */
export interface StateEncoding<S> {
  /** Returns the bytes that travel. */
  encode(state: S): Uint8Array;
  /** Returns the state again, perhaps in a later process and in a later version of the plugin. */
  decode(data: Uint8Array): S;
}

/** Keeps the states of one kind of custom value. */
export interface States<S> {
  /** Whether there are states that only this process has. */
  readonly isKept: boolean;
  store(state: S): CustomValue;
  /** Counts a value that has been sent to Nushell. */
  sent(value: CustomValue): void;
  load(value: CustomValue, span: Span): S;
  /** Takes note that a copy no longer exists, and returns the state if it was the last copy. */
  release(value: CustomValue): S | undefined;
}

/** Returns states that travel in the values themselves. */
export function carriedStates<S>(
  name: string,
  encoding: StateEncoding<S>,
  { notifyOnDrop }: { readonly notifyOnDrop: boolean },
): States<S> {
  return {
    isKept: false,
    store: (state) => new CustomValue(name, encoding.encode(state), notifyOnDrop),
    sent() {},
    load: ({ data }) => encoding.decode(data),
    release: ({ data }) => encoding.decode(data),
  };
}

/**
 * Keeps states in this process's memory. Every value that is sent counts, even one that Nushell sent here and that goes
 * back unchanged, as Nushell tells of each when it is gone.
 */
export class KeptStates<S> implements States<S> {
  readonly #name: string;
  readonly #kept = new Map<string, { state: S; count: number }>();
  readonly #ids = new Map<S, string>();
  /** How many values Nushell has. */
  #sent = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get isKept(): boolean {
    return this.#sent > 0;
  }

  store(state: S): CustomValue {
    // A value may outlive this process, and a plain number would then stand for a state of the next one.
    const id = this.#ids.get(state) ?? crypto.randomUUID();
    this.#ids.set(state, id);
    this.#kept.set(id, { state, count: this.#kept.get(id)?.count ?? 0 });
    return new CustomValue(this.#name, Buffer.from(id), true);
  }

  sent({ data }: CustomValue): void {
    const kept = this.#kept.get(Buffer.from(data).toString());
    if (kept === undefined) return;
    kept.count++;
    this.#sent++;
  }

  load({ data }: CustomValue, span: Span): S {
    const kept = this.#kept.get(Buffer.from(data).toString());
    if (kept !== undefined) return kept.state;
    throw new LabeledError(`This ${this.#name} is gone`, {
      code: "nushell::custom_value",
      labels: [{ text: "was kept by a plugin process that has ended", span }],
      help: "Create it again.",
    });
  }

  release({ data }: CustomValue): S | undefined {
    const id = Buffer.from(data).toString();
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    if (kept.count > 0) this.#sent--;
    if (--kept.count > 0) return undefined;
    this.#kept.delete(id);
    this.#ids.delete(kept.state);
    return kept.state;
  }
}
