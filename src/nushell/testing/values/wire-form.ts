import type { PipelineInput } from "../../command/data/input.ts";
import {
  empty,
  isPipelineData,
  listStream,
  value,
  type PipelineData,
  type Source,
} from "../../command/data/pipeline-data.ts";
import { encodeMetadata, readMetadata, type Metadata } from "../../protocol/messages/metadata.ts";
import { decode } from "../../protocol/msgpack/msgpack-reader.ts";
import { encode } from "../../protocol/msgpack/msgpack-writer.ts";
import { Range } from "../../protocol/values/range.ts";
import { throughWire } from "../../protocol/values/to-value.ts";
import type { Recipient } from "../../protocol/values/value-writer.ts";
import type { Closures, Given, Input } from "./given.ts";
import { recordAsObject } from "./records-as-objects.ts";

/** Returns pipeline data as the other side would read it. Items of a stream are encoded only when they are read. */
export function pipelineThroughWire(data: PipelineData, recipient: Recipient): PipelineInput {
  const { span } = recipient;
  switch (data.kind) {
    case "empty":
      return { kind: "empty" };
    case "value":
      return {
        kind: "value",
        value: throughWire(data.write, recipient),
        metadata: metadataThroughWire(data, recipient),
      };
    case "list-stream": {
      const items = mapped(data.items, (item) => throughWire((out) => data.of.write(out, item), recipient));
      return { kind: "list-stream", items, span, metadata: metadataThroughWire(data, recipient) };
    }
    case "byte-stream": {
      const chunks = mapped(data.chunks, (chunk) => Buffer.from(chunk));
      return { kind: "byte-stream", of: data.of, chunks, span, metadata: metadataThroughWire(data, recipient) };
    }
  }
}

export function inputData(input: Input, { type }: Closures): PipelineData {
  if (input === undefined) return empty;
  if (isPipelineData(input)) return input;
  return isStream(input) ? listStream(type, input) : value(type, input);
}

function isStream(input: Exclude<Input, PipelineData>): input is Source<Given> {
  if (typeof input !== "object" || input === null) return false;
  if (Array.isArray(input) || input instanceof Map || input instanceof Uint8Array || input instanceof Range) {
    return false;
  }
  return Symbol.asyncIterator in input || Symbol.iterator in input;
}

function metadataThroughWire({ metadata }: PipelineData, recipient: Recipient): Metadata {
  const { custom, ...rest } = readMetadata(decode(encode(encodeMetadata(metadata, recipient))));
  return custom === undefined ? rest : { ...rest, custom: recordAsObject(new Map(Object.entries(custom))) };
}

/**
 * Maps a source, and what it fails with. A generator would not do: while it waits for its next item, it would hold back
 * `return`.
 */
export function mapped<T, U>(
  source: Source<T>,
  map: (item: T) => U,
  fail: (error: unknown) => never = rethrow,
): AsyncIterableIterator<U> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  return {
    async next() {
      let next: IteratorResult<T>;
      try {
        next = await iterator.next();
      } catch (error) {
        return fail(error);
      }
      return next.done === true ? { done: true, value: undefined } : { done: false, value: map(next.value) };
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}
