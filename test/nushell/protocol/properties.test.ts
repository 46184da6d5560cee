import { deepStrictEqual } from "node:assert";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEngineMessage } from "../../../src/nushell/protocol/messages/message-reader.ts";
import { MessageFramer } from "../../../src/nushell/protocol/msgpack/message-framer.ts";
import { decode } from "../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { MsgpackWriter } from "../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { toPlain, writePlain } from "../../../src/nushell/protocol/values/plain.ts";
import { readValue } from "../../../src/nushell/protocol/values/value-reader.ts";
import { ValueWriter } from "../../../src/nushell/protocol/values/value-writer.ts";
import type { Value } from "../../../src/nushell/protocol/values/value.ts";
import { engineMessage, value } from "./arbitrary.ts";
import { release } from "./release.ts";

function sent(write: (out: ValueWriter) => void, minor: number): Value {
  const out = new MsgpackWriter();
  write(new ValueWriter(out, { version: release(minor), span: { start: 1, end: 2 } }));
  return readValue(decode(out.bytes()));
}

/** Holds for all that `arbitrary` gives. Not by `toEqual`, which would compare the elements of a range, without an end. */
function always<T>(arbitrary: fc.Arbitrary<T>, [actual, expected]: readonly ((each: T) => unknown)[]) {
  const property = fc.property(arbitrary, (each) => deepStrictEqual(actual?.(each), expected?.(each)));
  return () => fc.assert(property, { numRuns: 500 });
}

describe.each([98, 115])("for 0.%i", (minor) => {
  it("any value is read as it was written [any-value]", () => {
    expect(always(value, [(any) => sent((out) => out.value(any), minor), (any) => any])).not.toThrow();
  });

  it("any value as plain data is written as it was [any-value]", () => {
    const throughPlain = (any: Value) => toPlain(sent((out) => writePlain(out, toPlain(any)), minor));
    expect(always(value, [throughPlain, toPlain])).not.toThrow();
  });
});

it("any split of any messages gives the same messages [any-split]", () => {
  const read = (chunks: readonly Buffer[]) => {
    const framer = new MessageFramer();
    return chunks.flatMap((chunk) => [...framer.push(chunk)]).map((message) => readEngineMessage(decode(message)));
  };
  const split = fc
    .tuple(fc.array(engineMessage, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(), { maxLength: 12 }))
    .map(([messages, places]) => {
      const bytes = Buffer.concat(messages);
      const cuts = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
      return { messages, chunks: cuts.slice(1).map((cut, i) => bytes.subarray(cuts[i], cut)) };
    });
  const oneByOne = (messages: readonly Buffer[]) => messages.flatMap((message) => read([message]));
  expect(always(split, [({ chunks }) => read(chunks), ({ messages }) => oneByOne(messages)])).not.toThrow();
});
