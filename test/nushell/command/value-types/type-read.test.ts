import { describe, expect, it } from "vitest";
import * as nu from "../../../../src/nushell/index.ts";
import { thrownBy } from "../../thrown-by.ts";
import {
  binary,
  bool,
  columns,
  custom,
  failed,
  float,
  glob,
  int,
  list,
  nothing,
  range,
  record,
  refusal,
  span,
  text,
} from "../values.ts";

const date: nu.Value = { kind: "Date", val: "2026-03-14T08:00:00.123456789+01:00", span };
const duration: nu.Value = { kind: "Duration", val: 5_000_000_000, span };
const filesize: nu.Value = { kind: "Filesize", val: 2n ** 60n, span };
const path: nu.Value = { kind: "CellPath", val: new nu.CellPath(["a"]), span };
const closure: nu.Value = { kind: "Closure", val: new nu.Closure(1, []), span };
const numbers = range({ start: 1, end: 3 });

describe("a value is read as its declared type", () => {
  it.each<[name: string, type: nu.Parameter<unknown>, value: nu.Value, expected: unknown]>([
    ["bool", nu.bool, bool(true), true],
    ["int", nu.int, int(-3), -3],
    ["int64", nu.int64, int(-3), -3n],
    ["int64 of 64 bits", nu.int64, int(2n ** 62n), 2n ** 62n],
    ["float", nu.float, float(1.5), 1.5],
    ["float, an int", nu.float, int(3), 3],
    ["string", nu.string, text("a"), "a"],
    ["string, a glob", nu.string, glob("a*"), "a*"],
    ["duration", nu.duration, duration, 5_000_000_000n],
    ["filesize", nu.filesize, filesize, 2n ** 60n],
    ["date", nu.date, date, "2026-03-14T08:00:00.123456789+01:00"],
    ["binary", nu.binary, binary(0, 255), Uint8Array.of(0, 255)],
    ["glob", nu.glob, glob("a*", true), new nu.Glob("a*", true)],
    ["glob, a string", nu.glob, text("a*"), new nu.Glob("a*")],
    ["range", nu.range, numbers, new nu.Range({ start: 1, end: 3 })],
    ["cell path", nu.cellPath, path, new nu.CellPath(["a"])],
    ["closure", nu.closure, closure, new nu.Closure(1, [])],
    ["nothing", nu.nothing, nothing, null],
    ["nullable, null", nu.nullable(nu.int), nothing, null],
    ["nullable, a value", nu.nullable(nu.int), int(3), 3],
    ["any", nu.any, record({ a: list(int(1), text("b")) }), columns({ a: [1, "b"] })],
    ["any value", nu.anyValue, int(3), int(3)],
    ["list", nu.list(nu.string), list(text("a"), glob("b")), ["a", "b"]],
    ["list, a range", nu.list(nu.int), range({ start: 1, step: 2, end: 6 }), [1, 3, 5]],
    [
      "list, a range of floats",
      nu.list(nu.any),
      range({ start: 1, end: 2, float: true }),
      [new nu.Float(1), new nu.Float(2)],
    ],
    ["list of lists", nu.list(nu.list(nu.int)), list(list(), list(int(1))), [[], [1]]],
  ])("%s [declared-read]", (_, type, value, expected) => {
    expect(type.read(value)).toEqual(expected);
  });

  const wrong = text("x");
  it.each<[expected: string, type: nu.Parameter<unknown>, value?: nu.Value]>([
    ["a boolean", nu.bool],
    ["an int", nu.int],
    ["an int", nu.int64],
    ["a number", nu.float],
    ["a string", nu.string, int(1)],
    ["a duration", nu.duration],
    ["a filesize", nu.filesize],
    ["a datetime", nu.date],
    ["binary", nu.binary],
    ["a glob", nu.glob, int(1)],
    ["a range", nu.range],
    ["a cell path", nu.cellPath],
    ["a closure", nu.closure],
    ["nothing", nu.nothing],
    ["an int", nu.nullable(nu.int)],
    ["a list", nu.list(nu.int)],
    ["a list", nu.list(nu.int), range({ start: 1 })],
    ["a record", nu.record({})],
  ])("%s, or refused with both kinds at its place [argument-kind]", (expected, type, value = wrong) => {
    const kind = value.kind.toLowerCase();
    expect(() => type.read(value)).toThrow(refusal(`must be ${expected}, not ${kind}`, `expected ${expected}`));
  });

  it.each<[value: nu.Value, kind: string]>([
    [date, "datetime"],
    [path, "cell-path"],
    [custom("x"), "custom"],
    [nothing, "nothing"],
  ])("and what it is not is named as Nushell names it: $1 [argument-kind]", (value, kind) => {
    expect(() => nu.bool.read(value)).toThrow(`not ${kind}`);
  });

  it("but not as an int where JavaScript would lose digits [declared-read]", () => {
    expect(() => nu.int.read(int(2n ** 53n + 1n))).toThrow(
      refusal("9007199254740993 is too large for this command", "beyond 2^53"),
    );
  });

  it("and an error that stands in its place is thrown [value-error]", () => {
    const error = new nu.LabeledError("disk full");
    for (const type of [nu.bool, nu.list(nu.int), nu.record({}), nu.nullable(nu.int)]) {
      expect(thrownBy(() => type.read(failed(error)))).toBe(error);
    }
    expect(thrownBy(() => nu.list(nu.int).read(list(int(1), failed(error))))).toBe(error);
  });
});

describe("a record is read by its columns", () => {
  const row = nu.record({ id: nu.string, size: nu.nullable(nu.int), more: nu.any });

  it("in the declared order, those that are not declared left out [record-read]", () => {
    const read = row.read(record({ more: bool(true), extra: int(1), size: int(3), id: text("a") }));
    expect(read).toEqual({ id: "a", size: 3, more: true });
    expect(Object.keys(read)).toEqual(["id", "size", "more"]);
  });

  it("where one is missing that may be null, as null [record-read]", () => {
    expect(row.read(record({ id: text("a") }))).toEqual({ id: "a", size: null, more: null });
  });

  it("where another is missing, with an error that says what it needs [record-read]", () => {
    expect(() => row.read(record({ size: int(1) }))).toThrow(
      refusal('has no column "id"', "needs the columns id, size, more"),
    );
  });

  it("with an error at the cell that is wrong [record-read]", () => {
    const cell = { start: 20, end: 22 };
    expect(() => row.read(record({ id: int(1, cell) }))).toThrow(
      refusal("must be a string, not int", "expected a string", cell),
    );
  });

  it("whatever they are called, and never by what all objects have [record-read]", () => {
    const odd = nu.record({ ["__proto__"]: nu.int, constructor: nu.nullable(nu.int) });
    const value: nu.Value = { kind: "Record", val: new Map([["__proto__", int(3)]]), span };
    const read = odd.read(value);
    expect(Object.entries(read)).toEqual([
      ["__proto__", 3],
      ["constructor", null],
    ]);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  it("row by row in a table, which a list of records is [record-read]", () => {
    const table = nu.table({ id: nu.string });
    expect(table.read(list(record({ id: text("a") }), record({ id: text("b") })))).toEqual([{ id: "a" }, { id: "b" }]);
    expect(table.read(list())).toEqual([]);
    expect(() => table.read(list(int(1)))).toThrow(refusal("must be a record, not int", "expected a record"));
    expect(() => table.read(record({}))).toThrow(refusal("must be a list, not record", "expected a list"));
  });
});
