import { describe, expect, expectTypeOf, it, vi } from "vitest";
import * as nu from "../../../src/nushell/index.ts";
import { decode } from "../../../src/nushell/protocol/msgpack/msgpack-reader.ts";
import { readValue } from "../../../src/nushell/protocol/values/value-reader.ts";
import { thrownBy } from "../thrown-by.ts";
import { bytesOf } from "../written.ts";

const span = { start: 1, end: 2 };
const counter = (more: Partial<nu.CustomValueDefinition<{ count: number }>> = {}) =>
  nu.defineCustomValue<{ count: number }>()({
    name: "counter",
    toBase: ({ count }) => nu.value(nu.int, count),
    ...more,
  });
const carried = (more: Partial<nu.CustomValueDefinition<{ count: number }>> = {}) =>
  counter({
    carried: {
      encode: ({ count }) => Uint8Array.of(count),
      decode: ([count = 0]) => ({ count }),
    },
    ...more,
  });

/** A state as it travels. */
const sent = <S>(type: nu.CustomValueType<S>, state: S) => readValue(decode(bytesOf(type, state)));

describe("a kept state", () => {
  it("is the very same again when its value comes back [custom-kept]", () => {
    const type = counter();
    const state = { count: 1 };
    expect(type.read(sent(type, state))).toBe(state);
    expect(type.read(sent(type, { count: 1 }))).not.toBe(state);
  });

  it("of a process that has ended is an error that says so, at the value's place [custom-gone]", () => {
    const before = counter();
    const value = sent(before, { count: 1 });
    const error = thrownBy(() => counter().read(value));
    expect(error).toMatchObject({
      name: "LabeledError",
      message: "This counter is gone",
      options: {
        code: "nushell::custom_value",
        labels: [{ text: "was kept by a plugin process that has ended", span }],
        help: "Create it again.",
      },
    });
  });

  it("is never another's, whatever process made its value: its number is not counted [custom-gone]", () => {
    const data = ["a", "b"]
      .map(() => sent(counter(), { count: 1 }))
      .map((value) => value.kind === "Custom" && value.val.data);
    expect(data[0]).not.toEqual(data[1]);
  });
});

describe("a carried state", () => {
  it("travels in the value, and outlives the process [custom-carried]", () => {
    const value = sent(carried(), { count: 5 });
    expect(value).toMatchObject({ val: { data: Buffer.of(5), notifyOnDrop: false } });
    expect(carried().read(value)).toEqual({ count: 5 });
  });

  it("is told of when it is dropped only where that is asked for [custom-carried]", async () => {
    const dropped = vi.fn();
    const type = carried({ dropped });
    const value = sent(type, { count: 5 });
    expect(value).toMatchObject({ val: { notifyOnDrop: true } });
    if (value.kind === "Custom") await type.operate(value.val, span, { type: "Dropped" });
    expect(dropped).toHaveBeenCalledExactlyOnceWith({ count: 5 });
  });
});

describe("a custom value as an argument", () => {
  it("is refused when it is another's, or none at all [custom-read]", () => {
    const type = counter();
    const other: nu.Value = { kind: "Custom", val: new nu.CustomValue("gauge", new Uint8Array()), span };
    expect(thrownBy(() => type.read(other))).toMatchObject({
      message: "Invalid value: must be a counter, not a gauge",
      options: { labels: [{ text: "expected a counter", span }] },
    });
    expect(thrownBy(() => type.read({ kind: "Int", val: 1, span }))).toMatchObject({
      message: "Invalid value: must be a counter, not int",
    });
    expect(type).toMatchObject({ type: { Custom: "counter" }, shape: "Any" });
  });

  it("is typed as its state [custom-read]", () => {
    const type = counter();
    expectTypeOf(type).toEqualTypeOf<nu.CustomValueType<{ count: number }>>();
    nu.defineCommand({
      name: "x",
      summary: "x",
      category: "test",
      input: type,
      output: type,
      run({ input }) {
        expectTypeOf(input).toEqualTypeOf<{ count: number }>();
        return input;
      },
    });
    // @ts-expect-error a state is no number
    expect(() => nu.value(type, 3)).not.toThrow();
  });
});
