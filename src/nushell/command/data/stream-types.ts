// The types of input that is read piece by piece.

import { checkKind } from "../../protocol/fields.ts";
import { rangeElement, type Value } from "../../protocol/values/value.ts";
import { valueTypeKind } from "../value-types/type-check.ts";
import type { ValueType } from "../value-types/type.ts";
import { textDecoder, type PipelineInput, type StreamType } from "./input.ts";

/**
 * Reads the items of a list, a range or a stream one by one.
 *
 * @example
 * ```ts
 * defineCommand({
 *   name: "squares",
 *   summary: "Square each number as it comes",
 *   category: "math",
 *   input: items(int),
 *   output: list(int),
 *   async *run({ input }) {
 *     for await (const number of input) yield number * number;
 *   },
 * });
 * ```
 */
export function items<Out>(of: ValueType<never, Out>): StreamType<Out> {
  checkKind(of, valueTypeKind, "what items() is given");
  return {
    type: { List: of.type },
    async *open(input, signal) {
      for await (const item of itemsOf(input, signal)) yield of.read(item);
    },
  };
}

/** Reads binary, or the bytes of a text, in chunks as they come. */
export const bytes: StreamType<Uint8Array> = { type: "Binary", open: chunksOf };

/** Reads a text in pieces as they come. Input that is not UTF-8 is an error. */
export const text: StreamType<string> = {
  type: "String",
  async *open(input) {
    const decode = textDecoder(input);
    // A character whose bytes are split between two chunks comes with the second one.
    for await (const chunk of chunksOf(input)) yield decode(chunk, true);
    decode(new Uint8Array(), false);
  },
};

async function* itemsOf(input: PipelineInput, signal: AbortSignal): AsyncGenerator<Value> {
  if (input.kind === "list-stream") return yield* input.items;
  const value = onlyValue(input);
  if (value?.kind === "List") return yield* withPauses(value.vals, signal);
  if (value?.kind !== "Range") throw new TypeError("input that is not a list was opened as one");
  for await (const element of withPauses(value.val, signal)) yield rangeElement(value.val, element, value);
}

/**
 * Yields what is here already, with a pause now and then: an endless range would keep out Ctrl-C and all other calls.
 */
async function* withPauses<T>(source: Iterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  let count = 0;
  for (const item of source) {
    if (++count % 1000 === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
    }
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
