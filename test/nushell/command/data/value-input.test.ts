import { describe, expect, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { called, contentOf, head } from "../called.ts";
import { byteInput, listInput, refused, streamSpan, taken, valueInput } from "./inputs.ts";
import { binary, bool, custom, failed, float, glob, int, list, nothing, range, record, span, text } from "../values.ts";

describe("a value as input", () => {
  it.each<[name: string, type: nu.ValueType<never, unknown>, value: nu.Value, expected: unknown]>([
    ["bool", nu.bool, bool(true), true],
    ["int", nu.int, int(3), 3],
    ["float, an int too", nu.float, int(3), 3],
    ["float", nu.float, float(1.5), 1.5],
    ["string", nu.string, text("a"), "a"],
    ["string, a glob too", nu.string, glob("a*"), "a*"],
    ["glob", nu.glob, glob("a*"), new nu.Glob("a*")],
    ["binary", nu.binary, binary(1), Uint8Array.of(1)],
    ["duration", nu.duration, { kind: "Duration", val: 5, span }, 5n],
    ["filesize", nu.filesize, { kind: "Filesize", val: 5, span }, 5n],
    ["date", nu.date, { kind: "Date", val: "2026-03-14T08:00:00Z", span }, "2026-03-14T08:00:00Z"],
    ["range", nu.range, range({ start: 1, end: 2 }), new nu.Range({ start: 1, end: 2 })],
    ["cell path", nu.cellPath, { kind: "CellPath", val: new nu.CellPath(["a"]), span }, new nu.CellPath(["a"])],
    ["closure", nu.closure, { kind: "Closure", val: new nu.Closure(1, []), span }, new nu.Closure(1, [])],
    ["record", nu.record({ a: nu.int }), record({ a: int(1) }), { a: 1 }],
    ["list", nu.list(nu.int), list(int(1)), [1]],
    ["list, a range too", nu.list(nu.int), range({ start: 1, end: 3 }), [1, 2, 3]],
    ["table", nu.table({ a: nu.int }), list(record({ a: int(1) })), [{ a: 1 }]],
    ["nullable", nu.nullable(nu.int), nothing, null],
    ["nullable, a value", nu.nullable(nu.int), int(3), 3],
    ["any", nu.any, list(int(1)), [1]],
    ["any value", nu.anyValue, int(1), int(1)],
    ["nothing", nu.nothing, nothing, null],
  ])("is read by its type: %s [input-value]", async (_, type, value, expected) => {
    await expect(taken(type, valueInput(value))).resolves.toEqual(expected);
  });

  it.each<[expected: string, type: nu.ValueType<never, unknown>, value: nu.Value, found: string]>([
    ["bool", nu.bool, int(1), "int"],
    ["int", nu.int, float(1), "float"],
    ["float", nu.float, text("1"), "string"],
    ["string", nu.string, int(1), "int"],
    ["binary", nu.binary, text("a"), "string"],
    ["datetime", nu.date, text("2026-03-14"), "string"],
    ["cell-path", nu.cellPath, text("a"), "string"],
    ["list<int>", nu.list(nu.int), int(1), "int"],
    ["list<list<string>>", nu.list(nu.list(nu.string)), record({}), "record"],
    ["record", nu.record({}), list(), "list"],
    ["table", nu.table({}), record({}), "record"],
    ["oneof<int, nothing>", nu.nullable(nu.int), text("a"), "string"],
    ["counter", nu.defineCustomValue<number>()({ name: "counter", toBase: () => nu.empty }), int(1), "int"],
  ])("that is no %s is refused with both, where it stands [input-refused]", async (expected, type, value, found) => {
    await expect(taken(type, valueInput(value))).rejects.toThrow(refused(expected, found));
  });

  it("has a place: of a value its own, of a stream the stream's, else the command's name [input-span]", async () => {
    const spans: nu.Span[] = [];
    const command = nu.defineCommand({
      name: "take",
      summary: "Take",
      category: "test",
      input: nu.any,
      run({ inputSpan }) {
        spans.push(inputSpan);
        return nu.empty;
      },
    });
    const unplaced: nu.Value = { kind: "Int", val: 1, span: { start: 0, end: 0 } };
    const inputs = [valueInput(int(1)), listInput(int(1)).input, byteInput("String", "a").input, valueInput(unplaced)];
    for (const input of inputs) await called(command, { input });
    await called(command);
    expect(spans).toEqual([span, streamSpan, streamSpan, head, head]);
  });

  it("is refused where there is none, at the command's name [input-refused]", async () => {
    await expect(taken(nu.int, { kind: "empty" })).rejects.toThrow(refused("int", "nothing", head));
    await expect(taken(nu.list(nu.int), { kind: "empty" })).rejects.toThrow(refused("list<int>", "nothing", head));
  });

  it("may be missing where null is allowed [input-value]", async () => {
    for (const type of [nu.nullable(nu.int), nu.any, nu.nothing]) {
      await expect(taken(type, { kind: "empty" })).resolves.toBeNull();
    }
    await expect(taken(nu.anyValue, { kind: "empty" })).resolves.toEqual({ kind: "Nothing", span: head });
  });

  it("that is wrong inside is refused where that stands [input-refused]", async () => {
    const at = { start: 20, end: 22 };
    await expect(taken(nu.list(nu.int), valueInput(list(int(1), text("b", at))))).rejects.toMatchObject({
      message: "Invalid value: must be an int, not string",
      options: { labels: [{ span: at }] },
    });
  });

  it("that stands for an error throws it, whatever was declared [value-error]", async () => {
    const error = new nu.LabeledError("disk full");
    for (const type of [nu.int, nu.list(nu.int), nu.record({}), nu.string]) {
      await expect(taken(type, valueInput(failed(error)))).rejects.toBe(error);
    }
    const { input } = listInput(int(1), failed(error));
    await expect(taken(nu.list(nu.int), input)).rejects.toBe(error);
  });
});

it("takes no custom value of another kind", async () => {
  const counter = nu.defineCustomValue<number>()({ name: "counter", toBase: () => nu.empty });
  await expect(taken(counter, valueInput(custom("gauge")))).rejects.toThrow("must be a counter, not a gauge");
});

it("is passed through as it is where a command takes and gives any value", async () => {
  const command = nu.defineCommand({
    name: "same",
    summary: "Same",
    category: "test",
    input: nu.anyValue,
    output: nu.anyValue,
    run: ({ input }) => input,
  });
  const data = await called(command, { input: valueInput(record({ b: int(1), a: list(text("x")) })) });
  await expect(contentOf(data)).resolves.toEqual({ b: 1, a: ["x"] });
});
