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

async function* writers<T>(type: ValueType<T>, items: AsyncIterable<T>): AsyncGenerator<(out: ValueWriter) => void> {
  for await (const item of items) yield (out) => type.write(out, item);
}
