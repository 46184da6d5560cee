import {
  asArray,
  asBool,
  asBytes,
  asMap,
  asNumber,
  asString,
  asVariant,
  throwUnknownVariant,
  type Wire,
} from "../msgpack/wire.ts";
import { readLabeledError, type LabeledError } from "../values/labeled-error.ts";
import { readSpan, type Span } from "../values/span.ts";
import type { CustomValue } from "../values/value-classes.ts";
import { readCustomValue, readRecord, readValue } from "../values/value-reader.ts";
import type { Value } from "../values/value.ts";
import { readCustomValueOp, type CustomValueOp } from "./custom-value-op.ts";
import { readHeader, type IncomingHeader } from "./pipeline-header.ts";

/** A message from the engine. */
export type EngineMessage =
  | { readonly type: "Hello"; readonly protocol: string; readonly version: string }
  | { readonly type: "Call"; readonly id: number; readonly call: PluginCall }
  | { readonly type: "EngineCallResponse"; readonly id: number; readonly response: EngineCallResponse }
  | { readonly type: "Data"; readonly id: number; readonly data: StreamData }
  | { readonly type: "End" | "Drop" | "Ack"; readonly id: number }
  | { readonly type: "Signal"; readonly signal: "Interrupt" | "Reset" }
  | { readonly type: "Goodbye" };

export type PluginCall =
  | { readonly type: "Metadata" }
  | { readonly type: "Signature" }
  | { readonly type: "Run"; readonly name: string; readonly call: EvaluatedCall; readonly input: IncomingHeader }
  | ({ readonly type: "GetCompletion" } & CompletionCall)
  | {
      readonly type: "CustomValueOp";
      readonly value: CustomValue;
      readonly span: Span;
      readonly op: CustomValueOp;
    };

/** A command's arguments after Nushell has evaluated them. */
export interface EvaluatedCall {
  /** Where the command's name is. */
  readonly head: Span;
  /** All positionals, in their order. Texts of undeclared flags are among them. */
  readonly positional: readonly Value[];
  /** The flags by their long names. The value is undefined for a bare switch. */
  readonly named: readonly { readonly name: string; readonly span: Span; readonly value: Value | undefined }[];
}

/** The user pressed TAB at an argument of a command. Nushell sends this from 0.109 on. */
export interface CompletionCall {
  /** The command's name. */
  readonly name: string;
  /** The flag's long name, or the positional's number, counted from 0. */
  readonly argument: { readonly flag: string } | { readonly positional: number };
  /** The parsed call, whose form changes with Nushell's releases. */
  readonly call: Wire;
  /** Whether the call ends with a character that the user did not type, as on 0.109. */
  readonly strip: boolean;
  /** Where the cursor is, in the offsets of a span. */
  readonly position: number;
}

/** A part of a stream: an item of a list, some bytes, or the error that ended it. */
export type StreamData =
  | { readonly type: "List"; readonly value: Value }
  | { readonly type: "Raw"; readonly bytes: Uint8Array }
  | { readonly type: "Error"; readonly error: LabeledError };

export type EngineCallResponse =
  | { readonly type: "Error"; readonly error: LabeledError }
  | { readonly type: "PipelineData"; readonly data: IncomingHeader }
  | { readonly type: "ValueMap"; readonly values: ReadonlyMap<string, Value> }
  | { readonly type: "Identifier"; readonly id: number }
  /** The forms of these change with Nushell's releases. */
  | { readonly type: "Config" | "IrBlock"; readonly content: Wire };

/** Reads one decoded message, ignoring unknown fields. Throws a ProtocolError on what no known release sends. */
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
    case "Data": {
      const [id, data] = asArray(content, name);
      return { type: name, id: asNumber(id, "Data id"), data: readStreamData(data) };
    }
    case "End":
    case "Drop":
    case "Ack":
      return { type: name, id: asNumber(content, name) };
    case "Signal":
      return { type: name, signal: readSignal(asString(content, name)) };
    case "Goodbye":
      return { type: name };
    default:
      return throwUnknownVariant(name, "message");
  }
}

function readSignal(name: string): "Interrupt" | "Reset" {
  return name === "Interrupt" || name === "Reset" ? name : throwUnknownVariant(name, "signal");
}

function readPluginCall(wire: Wire | undefined): PluginCall {
  const { name, content } = asVariant(wire, "plugin call");
  switch (name) {
    case "Metadata":
    case "Signature":
      return { type: name };
    case "Run": {
      const run = asMap(content, name);
      return {
        type: name,
        name: asString(run.get("name"), "Run.name"),
        call: readEvaluatedCall(run.get("call")),
        input: readHeader(run.get("input")),
      };
    }
    case "GetCompletion":
      return { type: name, ...readCompletionCall(content) };
    case "CustomValueOp": {
      const [wireValue, op] = asArray(content, name);
      const value = asMap(wireValue, name);
      return {
        type: name,
        value: readCustomValue(value.get("item")),
        span: readSpan(value.get("span")),
        op: readCustomValueOp(op),
      };
    }
    default:
      return throwUnknownVariant(name, "plugin call");
  }
}

function readEvaluatedCall(wire: Wire | undefined): EvaluatedCall {
  const call = asMap(wire, "call");
  const head = readSpan(call.get("head"));
  return {
    head,
    positional: asArray(call.get("positional"), "positional").map((value) => readArgument(value, head, head)),
    named: asArray(call.get("named"), "named").map((argument) => {
      const [name, value] = asArray(argument, "named argument");
      const spanned = asMap(name, "argument name");
      const span = placeInCall(readSpan(spanned.get("span")), head, head);
      return {
        name: asString(spanned.get("item"), "argument name"),
        span,
        value: value === null ? undefined : readArgument(value, head, span),
      };
    }),
  };
}

/** Reads a value, whose place is one in the call: an error at it is about the call. What it holds stays where it is. */
function readArgument(wire: Wire | undefined, head: Span, otherwise: Span): Value {
  const value = readValue(wire);
  return { ...value, span: placeInCall(value.span, head, otherwise) };
}

/**
 * Returns the place of an argument if it can be in the call, which its name begins. From 0.116 on a positional is where
 * its value was made, as items of `...$list` are on every release: `cmd $row.id` at the command that gave the row, `cmd
 * $env.TOKEN` in a list of all environment variables, and what was made nowhere at 0..0.
 */
function placeInCall(span: Span, head: Span, otherwise: Span): Span {
  return span.end === 0 || span.start < head.start ? otherwise : span;
}

function readCompletionCall(wire: Wire | undefined): CompletionCall {
  const completion = asMap(wire, "GetCompletion");
  const call = asMap(completion.get("call"), "call");
  return {
    name: asString(completion.get("name"), "command"),
    argument: readCompletedArgument(completion.get("arg_type")),
    call: call.get("call") ?? null,
    strip: asBool(call.get("strip"), "strip"),
    position: asNumber(call.get("pos"), "pos"),
  };
}

function readCompletedArgument(wire: Wire | undefined): CompletionCall["argument"] {
  const { name, content } = asVariant(wire, "argument");
  switch (name) {
    case "Flag":
      return { flag: asString(content, name) };
    case "Positional":
      return { positional: asNumber(content, name) };
    default:
      return throwUnknownVariant(name, "argument");
  }
}

function readStreamData(wire: Wire | undefined): StreamData {
  const { name, content } = asVariant(wire, "stream data");
  switch (name) {
    case "List":
      return { type: name, value: readValue(content) };
    case "Raw": {
      const raw = asVariant(content, name);
      if (raw.name === "Ok") return { type: name, bytes: asBytes(raw.content, name) };
      if (raw.name === "Err") return { type: "Error", error: readLabeledError(raw.content) };
      return throwUnknownVariant(raw.name, "raw data");
    }
    default:
      return throwUnknownVariant(name, "stream data");
  }
}

function readEngineCallResponse(wire: Wire | undefined): EngineCallResponse {
  const { name, content } = asVariant(wire, "engine call response");
  switch (name) {
    case "Error":
      return { type: name, error: readLabeledError(content) };
    case "PipelineData":
      return { type: name, data: readHeader(content) };
    case "ValueMap":
      return { type: name, values: readRecord(content, name) };
    case "Identifier":
      return { type: name, id: asNumber(content, name) };
    case "Config":
    case "IrBlock":
      return { type: name, content: content ?? null };
    default:
      return throwUnknownVariant(name, "engine call response");
  }
}
