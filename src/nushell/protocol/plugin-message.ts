import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encode, type Encodable, type MsgpackWriter } from "./msgpack-writer.ts";
import { encodeMetadata, type Metadata } from "./metadata.ts";
import { encodeSignature, type PluginSignature } from "./signature.ts";
import { ValueWriter } from "./value-writer.ts";
import type { Span } from "./value.ts";
import type { Version } from "./version.ts";

/** What a plugin's first bytes are: how all later ones are encoded. */
export const encodingPreamble = Buffer.from("\x07msgpack");

export type WriteValue = (out: ValueWriter) => void;

/** The engine demands a version it is compatible with, so it is answered with its own. */
export function hello(engineVersion: string): Buffer {
  return encode({ Hello: { protocol: "nu-plugin", version: engineVersion, features: [] } });
}

export function gcDisabled(disabled: boolean): Buffer {
  return encode({ Option: { GcDisabled: disabled } });
}

/** Engine calls that take no stream. All answer with a value or with nothing. */
export type EngineCall = "GetPluginConfig" | "GetCurrentDir" | "GetHelp" | { readonly GetEnvVar: string };

export function engineCall(context: number, id: number, call: EngineCall): Buffer {
  return encode({ EngineCall: { context, id, call } });
}

export function metadataResponse(id: number, version: string): Buffer {
  return response(id, { Metadata: { version } });
}

export function signatureResponse(id: number, signatures: readonly PluginSignature[], version: Version): Buffer {
  return response(id, { Signature: signatures.map((signature) => encodeSignature(signature, version)) });
}

export function errorResponse(id: number, error: LabeledError): Buffer {
  return response(id, { Error: encodeLabeledError(error) });
}

export function valueResponse(id: number, write: WriteValue, metadata: Metadata, span: Span): Buffer {
  return response(id, { PipelineData: { Value: [valueOf(write, span), encodeMetadata(metadata, span)] } });
}

export function listStreamResponse(id: number, streamId: number, metadata: Metadata, span: Span): Buffer {
  const header = { id: streamId, span: { ...span }, metadata: encodeMetadata(metadata, span) };
  return response(id, { PipelineData: { ListStream: header } });
}

export function listItem(streamId: number, write: WriteValue, span: Span): Buffer {
  return encode({ Data: [streamId, { List: valueOf(write, span) }] });
}

export function endStream(streamId: number): Buffer {
  return encode({ End: streamId });
}

/** Tells the engine that a stream of its own will not be read any further. */
export function dropStream(streamId: number): Buffer {
  return encode({ Drop: streamId });
}

function response(id: number, content: Encodable): Buffer {
  return encode({ CallResponse: [id, content] });
}

function valueOf(write: WriteValue, span: Span): Encodable {
  return (out: MsgpackWriter) => write(new ValueWriter(out, span));
}
