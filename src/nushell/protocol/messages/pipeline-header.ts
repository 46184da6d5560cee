import type { Encodable } from "../msgpack/msgpack-writer.ts";
import { asArray, asMap, asNumber, asString, asVariant, throwUnknownVariant, type Wire } from "../msgpack/wire.ts";
import { readSpan, type Span } from "../values/span.ts";
import { readValue } from "../values/value-reader.ts";
import { encodeValue, untold, type Recipient, type WriteValue } from "../values/value-writer.ts";
import type { Value } from "../values/value.ts";
import { encodeMetadata, readMetadata, type Metadata } from "./metadata.ts";

/** What a byte stream carries. For the output of an external command it is Unknown. */
export type ByteStreamType = "Binary" | "String" | "Unknown";

/**
 * The beginning of the engine's pipeline data, and all of it unless it announces a stream, which is to be read or
 * dropped.
 */
export type IncomingHeader =
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

/** The beginning of the plugin's pipeline data, and all of it unless it announces a stream. */
export type OutgoingHeader =
  | "Empty"
  | { readonly value: WriteValue; readonly metadata: Metadata }
  | { readonly listStream: number; readonly metadata: Metadata }
  | { readonly byteStream: number; readonly of: ByteStreamType; readonly metadata: Metadata };

export function encodeHeader(header: OutgoingHeader, recipient: Recipient): Encodable {
  if (header === "Empty") return header;
  const metadata = encodeMetadata(header.metadata, untold(recipient));
  if ("value" in header) return { Value: [encodeValue(header.value, recipient), metadata] };
  const span = { ...recipient.span };
  if ("listStream" in header) return { ListStream: { id: header.listStream, span, metadata } };
  return { ByteStream: { id: header.byteStream, span, type: header.of, metadata } };
}

export function readHeader(wire: Wire | undefined): IncomingHeader {
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
      return throwUnknownVariant(name, "pipeline data");
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
  return name === "Binary" || name === "String" || name === "Unknown"
    ? name
    : throwUnknownVariant(name, "byte stream type");
}
