import type { Metadata } from "../protocol/metadata.ts";
import type { ByteStreamType } from "../protocol/pipeline-header.ts";
import type { WriteValue } from "../protocol/plugin-message.ts";
import type { ValueType } from "./type.ts";

/** What a stream's items come from. A synchronous source is asked for as many at once as may be in flight. */
export type Source<T> = AsyncIterable<T> | Iterable<T>;

// Tells it from a record of the plugin's own, which may have any column.
const brand = Symbol("pipeline data");

/** What a command answers with, and what a closure or another command is given as input. */
export type PipelineData = { readonly [brand]: true; readonly metadata: Metadata } & (
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly write: WriteValue }
  | { readonly kind: "list-stream"; readonly items: Source<unknown>; readonly of: ValueType<unknown, unknown> }
  | { readonly kind: "byte-stream"; readonly of: ByteStreamType; readonly chunks: Source<Uint8Array | string> }
);

export function isPipelineData(answer: unknown): answer is PipelineData {
  return typeof answer === "object" && answer !== null && brand in answer;
}

/** Nothing at all. */
export const empty: PipelineData = { [brand]: true, kind: "empty", metadata: {} };

/** One value, written at once. Faster than a stream up to about 50,000 rows. */
export function value<In>(type: ValueType<In, unknown>, content: In, metadata: Metadata = {}): PipelineData {
  return { [brand]: true, kind: "value", metadata, write: (out) => type.write(out, content) };
}

/** A list whose items reach Nushell as they come, no faster than it takes them. */
export function listStream<In>(type: ValueType<In, unknown>, items: Source<In>, metadata: Metadata = {}): PipelineData {
  return { [brand]: true, kind: "list-stream", metadata, items, of: type };
}

/**
 * Bytes, or a text in pieces, that reach Nushell as they come; a String is shown by a terminal at once. A single text or
 * array of bytes is one chunk.
 */
export function byteStream(
  of: ByteStreamType,
  chunks: Source<Uint8Array | string> | Uint8Array | string,
  metadata: Metadata = {},
): PipelineData {
  // A text is a source of its characters, too.
  const source = typeof chunks === "string" || chunks instanceof Uint8Array ? [chunks] : chunks;
  return { [brand]: true, kind: "byte-stream", metadata, of, chunks: source };
}
