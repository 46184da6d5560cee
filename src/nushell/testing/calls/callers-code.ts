import type { CallArgument, CallOptions } from "../../command/engine/engine.ts";
import type { InputType, PipelineInput, Taken } from "../../command/data/input.ts";
import { argumentWriter, empty } from "../../command/data/pipeline-data.ts";
import { takeResult } from "../../command/engine/take-result.ts";
import { LabeledError } from "../../protocol/values/labeled-error.ts";
import type { Plain } from "../../protocol/values/plain.ts";
import { throughWire } from "../../protocol/values/to-value.ts";
import type { Recipient } from "../../protocol/values/value-writer.ts";
import type { Closures, Input } from "../values/given.ts";
import { asObjects } from "../values/records-as-objects.ts";
import { inputData, mapped, pipelineThroughWire } from "../values/wire-form.ts";

/** The call in which the caller's code is run. */
export interface CallersPlace extends Recipient {
  readonly closures: Closures;
  readonly signal: AbortSignal;
}

/** What the caller's code gets, as its functions see it. */
export interface Received {
  readonly positional: readonly Plain[];
  readonly input: Plain | AsyncIterable<Plain | Uint8Array>;
  readonly flags: { readonly [long: string]: Plain };
}

/**
 * Runs what stands for a closure or for a command of the caller's. What it is given and what it gives go through the form
 * in which they would be sent, and the result is read as the command asks for it.
 */
export async function runCallersCode<I extends InputType>(
  options: CallOptions<I>,
  code: (received: Received) => Input | void | Promise<Input | void>,
  call: CallersPlace,
): Promise<Taken<I>> {
  const place = { ...call, span: options.span ?? call.span };
  const received = receive(options, place);
  const result = await Promise.resolve(received).then(code).catch(asClosureError);
  const read = withClosureErrors(pipelineThroughWire(inputData(result ?? undefined, place.closures), place));
  return takeResult(options.returns, read, place.span, place.signal);
}

function receive(
  { positional = [], input = empty, flags = {} }: CallOptions<InputType>,
  place: CallersPlace,
): Received {
  const received = (argument: CallArgument) => asObjects(throughWire(argumentWriter(argument), place));
  return {
    positional: positional.map(received),
    input: receivedInput(pipelineThroughWire(input, place)),
    flags: Object.fromEntries(Object.entries(flags).map(([long, flag]) => [long, received(flag)])),
  };
}

function receivedInput(input: PipelineInput): Received["input"] {
  switch (input.kind) {
    case "empty":
      return null;
    case "value":
      return asObjects(input.value);
    case "list-stream":
      return mapped(input.items, asObjects);
    case "byte-stream":
      return input.chunks;
  }
}

/** A stream that fails ends with an error as a closure's does. */
function withClosureErrors(data: PipelineInput): PipelineInput {
  if (data.kind === "list-stream") return { ...data, items: mapped(data.items, (item) => item, asClosureError) };
  if (data.kind === "byte-stream") return { ...data, chunks: mapped(data.chunks, (chunk) => chunk, asClosureError) };
  return data;
}

function asClosureError(error: unknown): never {
  if (error instanceof LabeledError) throw error;
  throw new LabeledError(error instanceof Error ? error.message : String(error), { cause: error });
}
