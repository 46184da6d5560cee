import { type Metadata } from "../protocol/metadata.ts";
import type { ValueWriter } from "../protocol/value-writer.ts";
import type { ValueType } from "./type.ts";

/** What a command gives back: one value, or a stream of them. */
export type Answer =
  | { readonly kind: "value"; readonly metadata: Metadata; readonly write: (out: ValueWriter) => void }
  | {
      readonly kind: "list-stream";
      readonly metadata: Metadata;
      readonly items: AsyncIterable<(out: ValueWriter) => void>;
    };

/** One value, written at once. Faster than a stream up to about 50,000 rows. */
export function answer<T>(type: ValueType<T>, value: T, metadata: Metadata = {}): Answer {
  return { kind: "value", metadata, write: (out) => type.write(out, value) };
}

/** A list whose items reach Nushell as they come, no faster than it takes them. */
export function streamAnswer<T>(type: ValueType<T>, items: AsyncIterable<T>, metadata: Metadata = {}): Answer {
  return { kind: "list-stream", metadata, items: writers(type, items) };
}

/** Not a generator: one that waits for its next item would hold back `return` too, and an idle source never learned of it. */
function writers<T>(type: ValueType<T>, items: AsyncIterable<T>): AsyncIterable<(out: ValueWriter) => void> {
  return {
    [Symbol.asyncIterator]() {
      const source = items[Symbol.asyncIterator]();
      return {
        async next() {
          const next = await source.next();
          if (next.done === true) return { done: true, value: undefined };
          return { done: false, value: (out: ValueWriter) => type.write(out, next.value) };
        },
        async return() {
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
