import type { Wire } from "./codec.ts";
import { readMetadata, type Metadata } from "./metadata.ts";
import { readSpan, type Span } from "./span.ts";
import { readValue, type Value } from "./value.ts";
import { asArray, asMap, asNumber, asString, asVariant, unknownVariant } from "./wire-reader.ts";

/** What a byte stream's bytes are; the output of an external command is Unknown. */
export type ByteStreamType = "Binary" | "String" | "Unknown";

/** The beginning of pipeline data, and all of it unless a stream follows. A stream that is not read must be dropped. */
export type PipelineHeader =
  | { readonly type: "Empty" }
  | { readonly type: "Value"; readonly value: Value; readonly metadata: Metadata }
  | { readonly type: "ListStream"; readonly id: number; readonly span: Span; readonly metadata: Metadata }
  | {
      readonly type: "ByteStream";
      readonly id: number;
      readonly span: Span;
      readonly of: ByteStreamType;
      readonly metadata: Metadata;
    };

export function readPipelineHeader(wire: Wire | undefined): PipelineHeader {
  const { name, content } = asVariant(wire, "pipeline data");
  switch (name) {
    case "Empty":
      return { type: name };
    case "Value": {
      const [value, metadata] = asArray(content, name);
      return { type: name, value: readValue(value), metadata: readMetadata(metadata) };
    }
    case "ListStream":
      return { type: name, ...readStream(content) };
    case "ByteStream":
      return { type: name, ...readStream(content), of: readByteStreamType(asMap(content, name).get("type")) };
    default:
      return unknownVariant(name, "pipeline data");
  }
}

function readStream(wire: Wire | undefined): { id: number; span: Span; metadata: Metadata } {
  const stream = asMap(wire, "stream");
  return {
    id: asNumber(stream.get("id"), "stream id"),
    span: readSpan(stream.get("span")),
    metadata: readMetadata(stream.get("metadata")),
  };
}

function readByteStreamType(wire: Wire | undefined): ByteStreamType {
  const name = asString(wire, "byte stream's type");
  return name === "Binary" || name === "String" || name === "Unknown" ? name : unknownVariant(name, "byte stream type");
}
