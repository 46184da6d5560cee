import { setImmediate } from "node:timers/promises";
import { isUtf8 } from "node:buffer";
import { LabeledError } from "../protocol/labeled-error.ts";
import type { Metadata } from "../protocol/metadata.ts";
import type { ByteStreamType } from "../protocol/pipeline-header.ts";
import { typeName, type Type } from "../protocol/signature.ts";
import type { Span } from "../protocol/span.ts";
import { describeKind, type Value } from "../protocol/value.ts";
import { rangeElement, type Declared, type ValueType } from "./type.ts";

/** Pipeline data as it comes from Nushell. A stream is read once, and no faster than its items are asked for. */
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

/** Input that is read piece by piece. */
export interface StreamType<T> extends Declared {
  /** What is iterated over, given input that fits the type. Ends with an error when the signal aborts. */
  open(input: PipelineInput, signal: AbortSignal): AsyncIterable<T>;
}

/** How a command declares its input: a value type gets all of it at once, a stream type piece by piece. */
export type InputType = ValueType<never, unknown> | StreamType<unknown>;

/** What input declared so is read as. */
export type Taken<I extends InputType> =
  I extends StreamType<infer Item> ? AsyncIterable<Item> : I extends ValueType<never, infer Out> ? Out : never;

/** The items of a list, of a range or of a stream, one after the other. */
export function items<Out>(of: ValueType<never, Out>): StreamType<Out> {
  return {
    type: { List: of.type },
    async *open(input, signal) {
      for await (const item of itemsOf(input, signal)) yield of.read(item);
    },
  };
}

/** Binary, or the bytes of a text, in chunks as they come. */
export const bytes: StreamType<Uint8Array> = { type: "Binary", open: chunksOf };

/** A text in pieces as they come. What is not UTF-8 is an error. */
export const text: StreamType<string> = {
  type: "String",
  async *open(input) {
    const decode = textDecoder(input);
    // A character whose bytes are split between chunks comes with the second.
    for await (const chunk of chunksOf(input)) yield decode(chunk, true);
    decode(new Uint8Array(), false);
  },
};

/**
 * The types to declare for one of `count` inputs. What takes a list of numbers takes a range, which Nushell holds for
 * another type. Nothing takes anything, but beside other types Nushell has to be told so.
 */
export function inputTypes({ type }: InputType, count: number): readonly Type[] {
  if (type === "Nothing" && count > 1) return ["Nothing", "Any"];
  if (typeof type === "string" || !("List" in type)) return [type];
  return ["Any", "Int", "Float", "Number"].some((each) => each === type.List) ? [type, "Range"] : [type];
}

/** Reads input as it was declared. Throws a LabeledError at its place when it is something else. */
export async function takeInput<I extends InputType>(
  declared: I,
  input: PipelineInput,
  head: Span,
  signal: AbortSignal,
): Promise<Taken<I>> {
  const taken =
    "open" in declared ? declared.open(input, signal) : declared.read(await collect(declared.type, input, head));
  // Either branch gives what the declaration says, which no type can follow through the union.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return taken as Taken<I>;
}

/**
 * The declaration that fits the input. One of nothing fits any, as a closure's row becomes the input of each command in
 * it: so it comes last. Throws a LabeledError when none fits.
 */
export function fittingInput<I extends InputType>(declared: readonly I[], input: PipelineInput, head: Span): I {
  const fits = declared.find(({ type }) => type !== "Nothing" && accepts(type, input));
  const fitting = fits ?? declared.find(({ type }) => type === "Nothing");
  if (fitting !== undefined) return fitting;
  const types = declared.map(({ type }) => typeName(type)).join(" or ");
  throw new LabeledError(`Invalid input: must be ${types}, not ${describeInput(input)}`, {
    code: "nushell::invalid_input",
    labels: [{ text: `expected ${types}`, span: spanOf(input, head) }],
  });
}

/** Stops the producer of what will not be read: without that it may wait for ever. */
function dropInput(input: PipelineInput): void {
  if (input.kind === "list-stream") void input.items.return?.();
  if (input.kind === "byte-stream") void input.chunks.return?.();
}

/** Whether a declared type takes this kind of input; the values in a stream are checked as they come. */
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
  // What stands for a value that failed is thrown when it is read.
  if (kind === "Error") return true;
  if (type === "Number" || type === "Float") return kind === "Int" || kind === "Float";
  if (type === "String") return kind === "String" || kind === "Glob";
  if (typeof type === "string") return type === kind;
  if ("Custom" in type) return kind === "Custom";
  if ("Record" in type) return kind === "Record";
  return ("List" in type || "Table" in type) && (kind === "List" || kind === "Range");
}

/** All of the input as one value; none of it where nothing is declared. */
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
      // As Nushell does it: what may be either is a text if it can be one.
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

async function* itemsOf(input: PipelineInput, signal: AbortSignal): AsyncGenerator<Value> {
  if (input.kind === "list-stream") return yield* input.items;
  const value = onlyValue(input);
  if (value?.kind === "List") return yield* withPauses(value.vals, signal);
  if (value?.kind !== "Range") throw new TypeError("input that is no list was opened as one");
  for await (const element of withPauses(value.val, signal)) yield rangeElement(value.val, element, value);
}

/** What is all here already, with a pause now and then: a range without end would keep out Ctrl-C and all other calls. */
async function* withPauses<T>(source: Iterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  let count = 0;
  for (const item of source) {
    if (++count % 1000 === 0) await setImmediate(undefined, { signal });
    yield item;
  }
}

async function* chunksOf(input: PipelineInput): AsyncGenerator<Uint8Array> {
  if (input.kind === "byte-stream") return yield* input.chunks;
  const value = onlyValue(input);
  if (value?.kind === "Binary") yield value.val;
  else if (value?.kind === "String") yield Buffer.from(value.val);
  else throw new TypeError("input that is neither binary nor text was opened as such");
}

function onlyValue(input: PipelineInput): Value | undefined {
  if (input.kind !== "value") return undefined;
  if (input.value.kind === "Error") throw input.value.error;
  return input.value;
}

/** UTF-8 in pieces, of which `more` follow or not. Throws a LabeledError at the input on what is none. */
function textDecoder(input: PipelineInput): (chunk: Uint8Array, more: boolean) => string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (chunk, more) => {
    try {
      return decoder.decode(chunk, { stream: more });
    } catch (cause) {
      throw new LabeledError("Invalid input: it is not UTF-8", {
        code: "nushell::invalid_input",
        ...("span" in input && { labels: [{ text: "comes from here", span: input.span }] }),
        help: "Take it as binary.",
        cause,
      });
    }
  };
}

function spanOf(input: PipelineInput, head: Span): Span {
  if (input.kind === "empty") return head;
  return input.kind === "value" ? input.value.span : input.span;
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
