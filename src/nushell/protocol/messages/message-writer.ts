import { encode, type Encodable, type MsgpackWriter } from "../msgpack/msgpack-writer.ts";
import { encodeLabeledError, type LabeledError } from "../values/labeled-error.ts";
import type { Span } from "../values/span.ts";
import { encodeValue, untold, ValueWriter, type Recipient, type WriteValue } from "../values/value-writer.ts";
import type { Closure } from "../values/value.ts";
import { encodeHeader, type OutgoingHeader } from "./pipeline-header.ts";
import { encodeSuggestion, type Suggestion } from "./suggestion.ts";

/** How a custom value compares to another value; undefined if they cannot be compared. */
export type Ordering = "Less" | "Equal" | "Greater" | undefined;

/** The engine demands a version that it is compatible with, so the answer repeats its own. */
export function hello(engineVersion: string, { localSocket }: { localSocket: boolean }): Buffer {
  const features = localSocket ? [{ name: "LocalSocket" }] : [];
  return encode({ Hello: { protocol: "nu-plugin", version: engineVersion, features } });
}

export function gcDisabled(disabled: boolean): Buffer {
  return encode({ Option: { GcDisabled: disabled } });
}

/** A question to the engine, asked while the plugin answers a call. */
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
        readonly input: OutgoingHeader;
      };
    }
  | {
      readonly CallDecl: Redirections & {
        readonly declId: number;
        readonly positional: readonly WriteValue[];
        readonly named: readonly (readonly [name: string, value: WriteValue | undefined])[];
        readonly input: OutgoingHeader;
      };
    };

export interface Redirections {
  /** Whether the output of an external command becomes a byte stream instead of reaching the terminal. */
  readonly redirectStdout: boolean;
  readonly redirectStderr: boolean;
}

/**
 * Asks the engine.
 *
 * @param context the id of the plugin call that asks and is not answered yet
 */
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

/** Answers with signatures that are encoded already, as `encodeSignature` does. */
export function signatureResponse(id: number, signatures: readonly Uint8Array[]): Buffer {
  return response(id, { Signature: signatures.map((bytes) => (out: MsgpackWriter) => out.raw(bytes)) });
}

export function errorResponse(id: number, error: LabeledError): Buffer {
  return response(id, { Error: encodeLabeledError(error) });
}

/** Answers `Save`: it is done. */
export function okResponse(id: number): Buffer {
  return response(id, "Ok");
}

export function orderingResponse(id: number, ordering: Ordering): Buffer {
  return response(id, { Ordering: ordering ?? null });
}

/** Without suggestions the completion is left to Nushell, which offers files; an empty list offers nothing. */
export function completionResponse(id: number, suggestions: readonly Suggestion[] | undefined): Buffer {
  return response(id, { CompletionItems: suggestions?.map(encodeSuggestion) ?? null });
}

export function pipelineDataResponse(id: number, header: OutgoingHeader, recipient: Recipient): Buffer {
  return response(id, { PipelineData: encodeHeader(header, recipient) });
}

/** Sends bytes of a stream. Items of a list are written by `ListItems`. */
export function rawData(streamId: number, bytes: Uint8Array): Buffer {
  return encode({ Data: [streamId, { Raw: { Ok: bytes } }] });
}

export function rawError(streamId: number, error: LabeledError): Buffer {
  return encode({ Data: [streamId, { Raw: { Err: encodeLabeledError(error) } }] });
}

export function endStream(streamId: number): Buffer {
  return encode({ End: streamId });
}

/** Tells the engine that the plugin will not read its stream any further. */
export function dropStream(streamId: number): Buffer {
  return encode({ Drop: streamId });
}

/** Tells the engine that the plugin has taken an item of its stream. */
export function acknowledge(streamId: number): Buffer {
  return encode({ Ack: streamId });
}

function response(id: number, content: Encodable): Buffer {
  return encode({ CallResponse: [id, content] });
}
