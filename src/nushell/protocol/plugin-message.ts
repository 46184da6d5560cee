import type { ByteStreamType } from "./pipeline-header.ts";
import type { Closure } from "./kinds.ts";
import { encodeLabeledError, type LabeledError } from "./labeled-error.ts";
import { encode, type Encodable, type MsgpackWriter } from "./msgpack-writer.ts";
import { encodeMetadata, type Metadata } from "./metadata.ts";
import { encodeSignature, type PluginSignature } from "./signature.ts";
import type { Span } from "./span.ts";
import { encodeSuggestion, type Suggestion } from "./suggestion.ts";
import { ValueWriter, type Recipient } from "./value-writer.ts";
import type { Version } from "./version.ts";

/** What a plugin's first bytes are: how all later ones are encoded. */
export const encodingPreamble = Buffer.from("\x07msgpack");

export type WriteValue = (out: ValueWriter) => void;

/** How two custom values stand to each other; undefined when they cannot be compared. */
export type Ordering = "Less" | "Equal" | "Greater" | undefined;

/** The beginning of pipeline data, and all of it unless a stream is announced. */
export type PipelineDataHeader =
  | "Empty"
  | { readonly value: WriteValue; readonly metadata: Metadata }
  | { readonly listStream: number; readonly metadata: Metadata }
  | { readonly byteStream: number; readonly of: ByteStreamType; readonly metadata: Metadata };

/** The engine demands a version it is compatible with, so it is answered with its own. */
export function hello(engineVersion: string, { localSocket }: { localSocket: boolean }): Buffer {
  const features = localSocket ? [{ name: "LocalSocket" }] : [];
  return encode({ Hello: { protocol: "nu-plugin", version: engineVersion, features } });
}

export function gcDisabled(disabled: boolean): Buffer {
  return encode({ Option: { GcDisabled: disabled } });
}

/** A question to the engine, which `context`, a call that is not answered yet, gives rise to. */
export type EngineCall =
  | "GetConfig"
  | "GetPluginConfig"
  | "GetEnvVars"
  | "GetCurrentDir"
  | "GetHelp"
  | "EnterForeground"
  | "LeaveForeground"
  | { readonly GetEnvVar: string }
  | { readonly AddEnvVar: readonly [name: string, value: WriteValue] }
  | { readonly GetSpanContents: Span }
  | { readonly FindDecl: string }
  | { readonly GetBlockIR: number }
  | {
      readonly EvalClosure: Redirections & {
        readonly closure: Closure;
        readonly positional: readonly WriteValue[];
        readonly input: PipelineDataHeader;
      };
    }
  | {
      readonly CallDecl: Redirections & {
        readonly declId: number;
        readonly positional: readonly WriteValue[];
        readonly named: readonly (readonly [name: string, value: WriteValue | undefined])[];
        readonly input: PipelineDataHeader;
      };
    };

export interface Redirections {
  /** Whether the output of an external command becomes a byte stream instead of reaching the terminal. */
  readonly redirectStdout: boolean;
  readonly redirectStderr: boolean;
}

export function engineCall(context: number, id: number, call: EngineCall, recipient: Recipient): Buffer {
  return encode({ EngineCall: { context, id, call: encodeEngineCall(call, recipient) } });
}

function encodeEngineCall(call: EngineCall, recipient: Recipient): Encodable {
  if (typeof call === "string") return call;
  const span = { ...recipient.span };
  if ("GetSpanContents" in call) return { GetSpanContents: { ...call.GetSpanContents } };
  if ("AddEnvVar" in call) {
    const [name, value] = call.AddEnvVar;
    return { AddEnvVar: [name, encodeValue(value, untold(recipient))] };
  }
  if ("EvalClosure" in call) {
    const { closure, positional, input, redirectStdout, redirectStderr } = call.EvalClosure;
    const item: Encodable = (out) => out.write(new ValueWriter(out, untold(recipient)).encodeClosure(closure));
    return {
      EvalClosure: {
        closure: { item, span },
        positional: positional.map((value) => encodeValue(value, recipient)),
        input: encodeHeader(input, recipient),
        redirect_stdout: redirectStdout,
        redirect_stderr: redirectStderr,
      },
    };
  }
  if ("CallDecl" in call) {
    const { declId, positional, named, input, redirectStdout, redirectStderr } = call.CallDecl;
    return {
      CallDecl: {
        decl_id: declId,
        call: {
          head: span,
          positional: positional.map((value) => encodeValue(value, untold(recipient))),
          named: named.map(([name, value]) => [
            { item: name, span },
            value === undefined ? null : encodeValue(value, untold(recipient)),
          ]),
        },
        input: encodeHeader(input, recipient),
        redirect_stdout: redirectStdout,
        redirect_stderr: redirectStderr,
      },
    };
  }
  return call;
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

/** To Save: it is done. */
export function okResponse(id: number): Buffer {
  return response(id, "Ok");
}

export function orderingResponse(id: number, ordering: Ordering): Buffer {
  return response(id, { Ordering: ordering ?? null });
}

/** Undefined leaves the completion to Nushell, which offers files; an empty list offers nothing. */
export function completionResponse(id: number, suggestions: readonly Suggestion[] | undefined): Buffer {
  return response(id, { CompletionItems: suggestions?.map(encodeSuggestion) ?? null });
}

export function pipelineDataResponse(id: number, header: PipelineDataHeader, recipient: Recipient): Buffer {
  return response(id, { PipelineData: encodeHeader(header, recipient) });
}

/** Bytes of a stream; lists have an encoder of their own, `ListItems`. */
export function rawData(streamId: number, bytes: Uint8Array): Buffer {
  return encode({ Data: [streamId, { Raw: { Ok: bytes } }] });
}

export function rawError(streamId: number, error: LabeledError): Buffer {
  return encode({ Data: [streamId, { Raw: { Err: encodeLabeledError(error) } }] });
}

export function endStream(streamId: number): Buffer {
  return encode({ End: streamId });
}

/** Tells the engine that a stream of its own will not be read any further. */
export function dropStream(streamId: number): Buffer {
  return encode({ Drop: streamId });
}

/** Tells the engine that an item of its stream was taken. */
export function acknowledge(streamId: number): Buffer {
  return encode({ Ack: streamId });
}

function response(id: number, content: Encodable): Buffer {
  return encode({ CallResponse: [id, content] });
}

function encodeHeader(header: PipelineDataHeader, recipient: Recipient): Encodable {
  if (header === "Empty") return header;
  const metadata = encodeMetadata(header.metadata, untold(recipient));
  if ("value" in header) return { Value: [encodeValue(header.value, recipient), metadata] };
  const span = { ...recipient.span };
  if ("listStream" in header) return { ListStream: { id: header.listStream, span, metadata } };
  return { ByteStream: { id: header.byteStream, span, type: header.of, metadata } };
}

function encodeValue(write: WriteValue, recipient: Recipient): Encodable {
  return (out: MsgpackWriter) => write(new ValueWriter(out, recipient));
}

/** For custom values of whose end Nushell tells nothing: all but those in pipeline data and in a closure's arguments. */
function untold({ version, span }: Recipient): Recipient {
  return { version, span };
}
