import * as fc from "fast-check";
import { encode, type Encodable } from "../../../src/nushell/protocol/msgpack/msgpack-writer.ts";
import { exactInt } from "../../../src/nushell/protocol/msgpack/wire.ts";
import { CellPath } from "../../../src/nushell/protocol/values/cell-path.ts";
import { isRfc3339 } from "../../../src/nushell/protocol/values/date-time.ts";
import { LabeledError } from "../../../src/nushell/protocol/values/labeled-error.ts";
import { Range } from "../../../src/nushell/protocol/values/range.ts";
import { CustomValue } from "../../../src/nushell/protocol/values/value-classes.ts";
import { ValueWriter } from "../../../src/nushell/protocol/values/value-writer.ts";
import { Closure, type Value } from "../../../src/nushell/protocol/values/value.ts";
import { release } from "./release.ts";

/** With a prototype, as what is read has one. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
// Every text but those with lone surrogates, which arrive as U+FFFD.
const text = fc.string({ unit: "binary", maxLength: 12 });
const id = fc.nat({ max: 2 ** 31 });
const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
const int = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(exactInt);

// Of an error's labels only those with such a span are sent.
const span = fc
  .tuple(fc.nat({ max: 2 ** 40 }), fc.integer({ min: 1, max: 1000 }))
  .map(([start, length]) => ({ start, end: start + length }));

const date = fc
  .tuple(
    fc.date({
      min: new Date("-009999-01-01T00:00:00Z"),
      max: new Date("+020000-01-01T00:00:00Z"),
      noInvalidDate: true,
    }),
    fc.constantFrom("Z", "+00:00", "-23:59", "+05:30"),
  )
  .map(([instant, offset]) => instant.toISOString().replace("Z", `123456${offset}`))
  .filter(isRfc3339);

/** Both in steps that leave the notation exact: a float's is written as its second element. */
const range = record({
  start: fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n }),
  step: fc.bigInt({ min: 1n, max: 2n ** 50n }),
  length: fc.option(fc.bigInt({ min: 0n, max: 2n ** 50n })),
  down: fc.boolean(),
  exclusive: fc.boolean(),
  scale: fc.constantFrom(1, 0.125, 1024n),
}).map(({ start, step, length, down, exclusive, scale }) => {
  const scaled = (integer: bigint) => (typeof scale === "bigint" ? exactInt(integer * scale) : Number(integer) * scale);
  const isDown = down && length !== 0n;
  return new Range({
    start: scaled(start),
    step: scaled(isDown ? -step : step),
    ...(length !== null && { end: scaled(isDown ? start - length : start + length), exclusive }),
    float: scale === 0.125,
  });
});

const member = fc.oneof(
  record({ row: fc.nat(), optional: fc.boolean() }),
  record({ column: text, optional: fc.boolean(), insensitive: fc.boolean() }),
);

const errorWith = (inner: fc.Arbitrary<LabeledError[]>) =>
  record({
    message: text,
    code: fc.option(text, { nil: undefined }),
    url: fc.option(text, { nil: undefined }),
    help: fc.option(text, { nil: undefined }),
    labels: fc.array(record({ text, span }), { maxLength: 2 }),
    inner,
  }).map(({ message, ...options }) => new LabeledError(message, options));
const error = errorWith(fc.array(errorWith(fc.constant([])), { maxLength: 2 }));

/** Any value that Nushell can have. */
export const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    record({ kind: fc.constant("Nothing"), span }),
    record({ kind: fc.constant("Bool"), val: fc.boolean(), span }),
    record({ kind: fc.constantFrom("Int", "Filesize", "Duration"), val: int, span }),
    record({ kind: fc.constant("Float"), val: fc.double(), span }),
    record({ kind: fc.constant("Float"), val: fc.integer(), span }),
    record({ kind: fc.constant("String"), val: text, span }),
    record({ kind: fc.constant("Date"), val: date, span }),
    record({ kind: fc.constant("Glob"), val: text, noExpand: fc.boolean(), span }),
    record({ kind: fc.constant("Range"), val: range, span }),
    record({
      kind: fc.constant("CellPath"),
      val: fc.array(member, { maxLength: 4 }).map((members) => new CellPath(members)),
      span,
    }),
    record({ kind: fc.constant("Binary"), val: bytes, span }),
    record({
      kind: fc.constant("Closure"),
      val: fc
        .tuple(id, fc.array(fc.tuple(id, tie("value")), { maxLength: 2 }))
        .map(([block, captures]) => new Closure(block, captures)),
      span,
    }),
    record({
      kind: fc.constant("Custom"),
      val: fc.tuple(text, bytes, fc.boolean()).map(([name, data, notify]) => new CustomValue(name, data, notify)),
      span,
    }),
    record({ kind: fc.constant("Error"), error, span }),
    record({ kind: fc.constant("List"), vals: fc.array(tie("value"), { maxLength: 4 }), span }),
    record({
      kind: fc.constant("Record"),
      val: fc
        .uniqueArray(fc.tuple(text, tie("value")), { selector: ([column]) => column, maxLength: 4 })
        .map((columns) => new Map(columns)),
      span,
    }),
  ),
}));

const encodedValue = value.map((each) => (out: ConstructorParameters<typeof ValueWriter>[0]) => {
  new ValueWriter(out, { version: release(115), span: { start: 0, end: 0 } }).value(each);
});
const call = record({
  head: span,
  positional: fc.array(encodedValue, { maxLength: 3 }),
  named: fc.array(fc.tuple(record({ item: text, span }), fc.option(encodedValue)), { maxLength: 3 }),
});

const messages: readonly fc.Arbitrary<Encodable>[] = [
  fc.constantFrom("Goodbye", { Signal: "Interrupt" }, { Signal: "Reset" }),
  fc.tuple(fc.constantFrom("End", "Drop", "Ack"), id).map(([kind, stream]) => ({ [kind]: stream })),
  fc.tuple(id, encodedValue).map(([stream, List]) => ({ Data: [stream, { List }] })),
  fc.tuple(id, bytes).map(([stream, Ok]) => ({ Data: [stream, { Raw: { Ok } }] })),
  fc.tuple(id, fc.constantFrom("Metadata", "Signature")).map((Call) => ({ Call })),
  fc.tuple(id, call).map(([number, each]) => ({
    Call: [number, { Run: { name: "echo", call: each, input: "Empty" } }],
  })),
  fc.tuple(id, encodedValue).map(([number, each]) => ({
    EngineCallResponse: [number, { PipelineData: { Value: [each, null] } }],
  })),
];

/** Messages of an engine, but for the first one of all. */
export const engineMessage = fc.oneof(...messages).map((message) => encode(message));
