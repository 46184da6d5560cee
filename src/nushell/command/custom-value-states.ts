import { randomUUID } from "node:crypto";
import { CustomValue } from "../protocol/kinds.ts";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { Span } from "../protocol/span.ts";
import type { CustomValueDefinition } from "./custom-value.ts";

/** Where the states are that values stand for. */
export interface States<S> {
  readonly isKept: boolean;
  store(state: S): CustomValue;
  sent(value: CustomValue): void;
  load(value: CustomValue, span: Span): S;
  /** A copy is gone for good; gives the state if it was the last. */
  release(value: CustomValue): S | undefined;
}

/** States that travel in the values themselves. */
export function carriedStates<S>(
  definition: Pick<CustomValueDefinition<S>, "name" | "dropped">,
  carried: NonNullable<CustomValueDefinition<S>["carried"]>,
): States<S> {
  const notifyOnDrop = definition.dropped !== undefined;
  return {
    isKept: false,
    store: (state) => new CustomValue(definition.name, carried.encode(state), notifyOnDrop),
    sent() {},
    load: ({ data }) => carried.decode(data),
    release: ({ data }) => carried.decode(data),
  };
}

/**
 * States in this process's memory. Each value that was sent counts, as Nushell tells of each when it is gone: also one
 * that it sent here and that goes back as it came.
 */
export class KeptStates<S> implements States<S> {
  readonly #name: string;
  readonly #kept = new Map<string, { state: S; count: number }>();
  readonly #ids = new Map<S, string>();
  /** Values that Nushell has. */
  #sent = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get isKept(): boolean {
    return this.#sent > 0;
  }

  store(state: S): CustomValue {
    // Not a plain number: a value may outlive this process, and must not then stand for another's state.
    const id = this.#ids.get(state) ?? randomUUID();
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
      help: "Make it anew.",
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
