import { checkKind, type Kind } from "../../protocol/fields.ts";
import { checkedMetadata, type Metadata } from "../../protocol/messages/metadata.ts";
import type { ByteStreamType } from "../../protocol/messages/pipeline-header.ts";
import { writePlain, type Plain } from "../../protocol/values/plain.ts";
import type { WriteValue } from "../../protocol/values/value-writer.ts";
import type { ValueType } from "../value-types/type.ts";

/** What a stream's items come from. A synchronous source is asked at once for as many items as may be in flight. */
export type Source<T> = AsyncIterable<T> | Iterable<T>;

// This tells pipeline data from a record of the plugin's, which may have any column.
const brand = Symbol("pipeline data");

/** What a command answers with, and what a closure or another command gets as input. */
export type PipelineData = { readonly [brand]: true; readonly metadata: Metadata } & (
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly write: WriteValue }
  | { readonly kind: "list-stream"; readonly items: Source<unknown>; readonly of: ValueType<unknown, unknown> }
  | { readonly kind: "byte-stream"; readonly of: ByteStreamType; readonly chunks: Source<Uint8Array | string> }
);

/** Pipeline data of one value. */
export type ValueData = Extract<PipelineData, { kind: "value" }>;

export function isPipelineData(answer: unknown): answer is PipelineData {
  return typeof answer === "object" && answer !== null && brand in answer;
}

/** Pipeline data without a value. */
export const empty: PipelineData = { [brand]: true, kind: "empty", metadata: {} };

/** Makes pipeline data of one value, written at once. This is faster than a stream for up to about 50,000 rows. */
export function value<In>(type: ValueType<In, unknown>, content: In, metadata: Metadata = {}): ValueData {
  return {
    [brand]: true,
    kind: "value",
    metadata: checkedMetadata(metadata),
    write: (out) => type.write(out, content),
  };
}

/** Returns what writes an argument for the caller's code. */
export function argumentWriter(argument: Plain | ValueData): WriteValue {
  return isPipelineData(argument) ? argument.write : (out) => writePlain(out, argument);
}

/** Makes a list stream, whose items reach Nushell as they come, and no faster than it takes them. */
export function listStream<In>(type: ValueType<In, unknown>, items: Source<In>, metadata: Metadata = {}): PipelineData {
  return { [brand]: true, kind: "list-stream", metadata: checkedMetadata(metadata), items, of: type };
}

const streamKind: Kind = {
  words: '"Binary", "String" or "Unknown"',
  fits: (given) => given === "Binary" || given === "String" || given === "Unknown",
};

/**
 * Makes a stream of bytes, or of a text in pieces, which reach Nushell as they come. A terminal shows the pieces of a
 * String at once. A single text or array of bytes is one chunk.
 */
export function byteStream(
  of: ByteStreamType,
  chunks: Source<Uint8Array | string> | Uint8Array | string,
  metadata: Metadata = {},
): PipelineData {
  checkKind(of, streamKind, "what a byte stream is of");
  // A text alone would be a source of its characters.
  const source = typeof chunks === "string" || chunks instanceof Uint8Array ? [chunks] : chunks;
  return { [brand]: true, kind: "byte-stream", metadata: checkedMetadata(metadata), of, chunks: source };
}
