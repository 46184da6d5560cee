import type { Wire } from "./codec.ts";
import { LabeledError } from "./labeled-error.ts";
import { readSpan, readValue, type Span, type Value } from "./value.ts";
import { asArray, asMap, asNumber, asString, asVariant, unknownVariant } from "./wire-reader.ts";

/** What the engine sends. */
export type EngineMessage =
  | { readonly type: "Hello"; readonly protocol: string; readonly version: string }
  | { readonly type: "Call"; readonly id: number; readonly call: PluginCall }
  | { readonly type: "EngineCallResponse"; readonly id: number; readonly response: EngineCallResponse }
  | { readonly type: "Data" | "End" | "Drop" | "Ack"; readonly id: number }
  | { readonly type: "Signal"; readonly signal: "Interrupt" | "Reset" }
  | { readonly type: "Goodbye" };

export type PluginCall =
  | { readonly type: "Metadata" | "Signature" | "GetCompletion" | "CustomValueOp" }
  | { readonly type: "Run"; readonly name: string; readonly call: EvaluatedCall; readonly input: InputHeader };

/** A command's arguments, evaluated. */
export interface EvaluatedCall {
  /** Where the command's name stands. */
  readonly head: Span;
  readonly positional: readonly Value[];
  /** By long name; the value is undefined for a bare switch. */
  readonly named: readonly { readonly name: string; readonly span: Span; readonly value: Value | undefined }[];
}

/** What a command is given from the pipeline. A stream that is not read must be dropped, or the producer blocks. */
export type InputHeader =
  | { readonly type: "Empty" | "Value" }
  | { readonly type: "ListStream" | "ByteStream"; readonly id: number };

export type EngineCallResponse =
  | { readonly type: "Error"; readonly error: LabeledError }
  | { readonly type: "Value"; readonly value: Value | undefined };

/** Reads one decoded message; throws a ProtocolError on what no known release sends. Unknown fields are ignored. */
export function readEngineMessage(wire: Wire): EngineMessage {
  const { name, content } = asVariant(wire, "message");
  switch (name) {
    case "Hello": {
      const hello = asMap(content, name);
      return {
        type: name,
        protocol: asString(hello.get("protocol"), "Hello.protocol"),
        version: asString(hello.get("version"), "Hello.version"),
      };
    }
    case "Call": {
      const [id, call] = asArray(content, name);
      return { type: name, id: asNumber(id, "Call id"), call: readPluginCall(call) };
    }
    case "EngineCallResponse": {
      const [id, response] = asArray(content, name);
      return { type: name, id: asNumber(id, "EngineCallResponse id"), response: readEngineCallResponse(response) };
    }
    case "Data":
      return { type: name, id: asNumber(asArray(content, name)[0], "Data id") };
    case "End":
    case "Drop":
    case "Ack":
      return { type: name, id: asNumber(content, name) };
    case "Signal":
      return { type: name, signal: readSignal(asString(content, name)) };
    case "Goodbye":
      return { type: name };
    default:
      return unknownVariant(name, "message");
  }
}

function readSignal(name: string): "Interrupt" | "Reset" {
  return name === "Interrupt" || name === "Reset" ? name : unknownVariant(name, "signal");
}

function readPluginCall(wire: Wire | undefined): PluginCall {
  const { name, content } = asVariant(wire, "plugin call");
  switch (name) {
    case "Metadata":
    case "Signature":
    case "GetCompletion":
    case "CustomValueOp":
      return { type: name };
    case "Run": {
      const run = asMap(content, name);
      return {
        type: name,
        name: asString(run.get("name"), "Run.name"),
        call: readEvaluatedCall(run.get("call")),
        input: readInputHeader(run.get("input")),
      };
    }
    default:
      return unknownVariant(name, "plugin call");
  }
}

function readEvaluatedCall(wire: Wire | undefined): EvaluatedCall {
  const call = asMap(wire, "call");
  return {
    head: readSpan(call.get("head")),
    positional: asArray(call.get("positional"), "positional").map(readValue),
    named: asArray(call.get("named"), "named").map((argument) => {
      const [name, value] = asArray(argument, "named argument");
      const spanned = asMap(name, "argument name");
      return {
        name: asString(spanned.get("item"), "argument name"),
        span: readSpan(spanned.get("span")),
        value: value === null ? undefined : readValue(value),
      };
    }),
  };
}

function readInputHeader(wire: Wire | undefined): InputHeader {
  const { name, content } = asVariant(wire, "pipeline data");
  switch (name) {
    case "Empty":
    case "Value":
      return { type: name };
    case "ListStream":
    case "ByteStream":
      return { type: name, id: asNumber(asMap(content, name).get("id"), "stream id") };
    default:
      return unknownVariant(name, "pipeline data");
  }
}

function readEngineCallResponse(wire: Wire | undefined): EngineCallResponse {
  const { name, content } = asVariant(wire, "engine call response");
  switch (name) {
    case "Error":
      return { type: name, error: readLabeledError(content) };
    case "PipelineData": {
      const data = asVariant(content, name);
      if (data.name === "Empty") return { type: "Value", value: undefined };
      if (data.name === "Value") return { type: "Value", value: readValue(asArray(data.content, "Value")[0]) };
      return unknownVariant(data.name, "answer to an engine call");
    }
    default:
      return unknownVariant(name, "engine call response");
  }
}

function readLabeledError(wire: Wire | undefined): LabeledError {
  const error = asMap(wire, "error");
  const help = error.get("help");
  return new LabeledError(asString(error.get("msg"), "msg"), typeof help === "string" ? { help } : {});
}
