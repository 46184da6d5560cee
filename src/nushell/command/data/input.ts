import { isUtf8 } from "node:buffer";
import type { Metadata } from "../../protocol/messages/metadata.ts";
import type { ByteStreamType } from "../../protocol/messages/pipeline-header.ts";
import { typeName, type Type } from "../../protocol/messages/type.ts";
import { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Span } from "../../protocol/values/span.ts";
import { describeKind, type Value } from "../../protocol/values/value.ts";
import type { Declared, ValueType } from "../value-types/type.ts";

/** Pipeline data from Nushell. A stream can be read only once, and comes no faster than its items are asked for. */
export type PipelineInput =
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly value: Value; readonly metadata: Metadata }
  | {
      readonly kind: "list-stream";
      readonly items: AsyncIterableIterator<Value>;
      readonly span: Span;
      readonly metadata: Metadata;
    }
  | {
      readonly kind: "byte-stream";
      readonly of: ByteStreamType;
      readonly chunks: AsyncIterableIterator<Uint8Array>;
      readonly span: Span;
      readonly metadata: Metadata;
    };

/** A type of input that is read piece by piece. */
export interface StreamType<T> extends Declared {
  /** Returns the pieces of input that fits the type. Iteration fails when the signal aborts. */
  open(input: PipelineInput, signal: AbortSignal): AsyncIterable<T>;
}

/** How a command declares its input: a value type reads all of it at once, a stream type piece by piece. */
export type InputType = ValueType<never, unknown> | StreamType<unknown>;

/** What input of a declared type is read as. */
export type Taken<I extends InputType> =
  I extends StreamType<infer Item> ? AsyncIterable<Item> : I extends ValueType<never, infer Out> ? Out : never;

/**
 * Returns the types to declare in a signature for one of `count` inputs. A list of numbers accepts a range too, which
 * is another type to Nushell. Nothing accepts any input, but beside other types Nushell has to be told so.
 */
export function inputTypes({ type }: InputType, count: number): readonly Type[] {
  if (type === "Nothing" && count > 1) return ["Nothing", "Any"];
  if (typeof type === "string" || !("List" in type)) return [type];
  return ["Any", "Int", "Float", "Number"].some((each) => each === type.List) ? [type, "Range"] : [type];
}

/** Reads input as its declared type does. Throws a LabeledError at the place of the input if that does not fit. */
export async function takeInput<I extends InputType>(
  declared: I,
  input: PipelineInput,
  head: Span,
  signal: AbortSignal,
): Promise<Taken<I>> {
  const taken =
    "open" in declared ? declared.open(input, signal) : declared.read(await collect(declared.type, input, head));
  // Either branch returns what the declaration says, but types cannot follow that through the union.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return taken as Taken<I>;
}

/**
 * Returns the declared type that fits the input. Nothing is tried last, as it fits any input: in a closure, each
 * command gets the closure's row as its input. Throws a LabeledError if no type fits.
 */
export function fittingInput<I extends InputType>(declared: readonly I[], input: PipelineInput, head: Span): I {
  const fits = declared.find(({ type }) => type !== "Nothing" && accepts(type, input));
  const fitting = fits ?? declared.find(({ type }) => type === "Nothing");
  if (fitting !== undefined) return fitting;
  const types = declared.map(({ type }) => typeName(type)).join(" or ");
  throw new LabeledError(`Invalid input: must be ${types}, not ${describeInput(input)}`, {
    code: "nushell::invalid_input",
    labels: [{ text: `expected ${types}`, span: inputSpan(input, head) }],
  });
}

/** Stops the producer of input that will not be read, which might otherwise wait for ever. */
function dropInput(input: PipelineInput): void {
  if (input.kind === "list-stream") void input.items.return?.();
  if (input.kind === "byte-stream") void input.chunks.return?.();
}

/** Whether a declared type takes this kind of input. The values in a stream are checked as they come. */
function accepts(type: Type, input: PipelineInput): boolean {
  if (type === "Any") return true;
  if (typeof type === "object" && "OneOf" in type) return type.OneOf.some((member) => accepts(member, input));
  switch (input.kind) {
    case "empty":
      return type === "Nothing";
    case "value":
      return acceptsKind(type, input.value);
    case "list-stream":
      return typeof type === "object" && ("List" in type || "Table" in type);
    case "byte-stream":
      return type === "Binary" || (type === "String" && input.of !== "Binary");
  }
}

function acceptsKind(type: Type, { kind }: Value): boolean {
  // An error in place of a value is thrown when it is read.
  if (kind === "Error") return true;
  if (type === "Number" || type === "Float") return kind === "Int" || kind === "Float";
  if (type === "String") return kind === "String" || kind === "Glob";
  if (typeof type === "string") return type === kind;
  if ("Custom" in type) return kind === "Custom";
  if ("Record" in type) return kind === "Record";
  return ("List" in type || "Table" in type) && (kind === "List" || kind === "Range");
}

/** Collects all of the input as one value, or drops it if the declared type is nothing. */
async function collect(type: Type, input: PipelineInput, head: Span): Promise<Value> {
  if (type === "Nothing") {
    dropInput(input);
    return { kind: "Nothing", span: head };
  }
  switch (input.kind) {
    case "empty":
      return { kind: "Nothing", span: head };
    case "value":
      return input.value;
    case "list-stream":
      return { kind: "List", vals: await all(input.items), span: input.span };
    case "byte-stream": {
      const { span } = input;
      const val = Buffer.concat(await all(input.chunks));
      if (type === "Binary" || input.of === "Binary") return { kind: "Binary", val, span };
      // Nushell does the same: bytes of an unknown type are a text if they can be one.
      if (type === "Any" && input.of === "Unknown" && !isUtf8(val)) return { kind: "Binary", val, span };
      return { kind: "String", val: textDecoder(input)(val, false), span };
    }
  }
}

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of stream) collected.push(item);
  return collected;
}

/**
 * Returns what decodes UTF-8 in pieces, of which `more` may follow. It throws a LabeledError at the input on other
 * bytes.
 */
export function textDecoder(input: PipelineInput): (chunk: Uint8Array, more: boolean) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (chunk, more) => {
    try {
      return decoder.decode(chunk, { stream: more });
    } catch (cause) {
      throw new LabeledError("Invalid input: it is not UTF-8", {
        code: "nushell::invalid_input",
        ...("span" in input && { labels: [{ text: "comes from here", span: input.span }] }),
        help: "If it is a text in another encoding, convert it first, for example with `decode latin1`.",
        cause,
      });
    }
  };
}

/** Returns where the input comes from, or `head` if there is none or Nushell gives it no place, which is 0..0. */
export function inputSpan(input: PipelineInput, head: Span): Span {
  if (input.kind === "empty") return head;
  const { span } = input.kind === "value" ? input.value : input;
  return span.end > 0 ? span : head;
}

function describeInput(input: PipelineInput): string {
  switch (input.kind) {
    case "empty":
      return "nothing";
    case "value":
      return describeKind(input.value);
    case "list-stream":
      return "a stream of items";
    case "byte-stream":
      return "a stream of bytes";
  }
}
